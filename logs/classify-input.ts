import { distance } from 'fastest-levenshtein';
import { LOG_NAMES } from '../domain/logs';
import type { LogName } from '../domain/logs';
import type { ListedObject } from '../storage/lake';
import { INPUT_PREFIX } from '../storage/lake-keys';
import { LOG_SUFFIXES, suffixOf } from './formats';
import { DESCRIBE } from './sniff/header-hint';

const SUFFIXES = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(LOG_SUFFIXES);

/** What is done about objects that no log reads, by the kind of the reason; null where nothing need be. */
export const UNREAD_REMEDIES = {
  format: `convert it, and name it ${SUFFIXES}`,
  extension: `name it ${SUFFIXES} if it has that format; otherwise describe it (${DESCRIBE} proposes how), convert it, or move it out of input/`,
  no_entry: 'add an entry that matches it to sources.json, or move it out of input/',
  no_log: `move it to input/<log>.csv or below input/<log>/, where <log> is ${LOG_NAMES.join(', ')}; or describe it (${DESCRIBE} proposes how); or move it out of input/`,
  key: 'put it under another key, and remove this one',
  staging: null,
  marker: null,
  sources: null,
} as const satisfies Record<string, string | null>;

/** The kind of reason why no log reads an object. */
export type UnreadKind = keyof typeof UNREAD_REMEDIES;

/** Which log reads an object, or why none does: in words that follow its key. */
export type InputClass =
  { readonly log: LogName } | { readonly log: undefined; readonly kind: UnreadKind; readonly reason: string };

/** Extensions behind which another one tells what was compressed. */
const COMPRESSIONS = ['bz2', 'gz', 'lz4', 'snappy', 'xz', 'zip', 'zst'];
const SHOWN_CHARACTERS = 40;
/** Maximum edit distance at which a name is taken for a log's name. */
const MAX_SLIPS = 3;

/**
 * Tells which log reads an object below `input/`: `input/<log>` with the suffix of a format, and everything below
 * `input/<log>/` whose name ends in such a suffix. Suffixes compare without case, names of logs with it. A key with a
 * part that begins with `_` or `.` is never read, except a partition `_name=value`.
 */
export function classifyInput({ key, sizeBytes, fault }: ListedObject): InputClass {
  const [first = '', ...below] = key.slice(INPUT_PREFIX.length).split('/');
  const own = [first, ...below].find((part) => /^[._]/.test(part) && !/^_[^=]+=/.test(part));
  if (own !== undefined)
    return unread('staging', `has a part that begins with \`${own.charAt(0)}\`: ${shown(own)}`);
  // Hadoop's way of marking folders in a bucket.
  if (sizeBytes === 0 && (key.endsWith('/') || key.endsWith('_$folder$')))
    return unread('marker', 'marks a folder');
  if (fault !== undefined) return unread('key', fault);
  const log = LOG_NAMES.find(
    (name) => first === name || (below.length === 0 && first.startsWith(`${name}.`)),
  );
  if (log === undefined) return unread('no_log', `is of no log${hint([first, ...below])}`);
  const name = below.at(-1) ?? first.slice(log.length);
  const suffix = suffixOf(name);
  if (suffix !== undefined) {
    // Of a log without a folder the suffix is all that may follow its name.
    if (below.length > 0 || suffix.length === name.length) return { log };
    return unread('no_log', `is of no log${hint([first])}`);
  }
  const extension = extensionOf(name);
  if (extension === '') return unread('extension', 'has no extension, so that nothing tells its format');
  return unread('extension', `is ${extension}, which is no format of a log`);
}

/** Tells whether `key` is an object that the log reads. */
export function isLogObject(log: LogName, key: string): boolean {
  return key.startsWith(INPUT_PREFIX) && classifyInput({ key, sizeBytes: 1, etag: '' }).log === log;
}

function unread(kind: UnreadKind, reason: string): InputClass {
  return { log: undefined, kind, reason };
}

function extensionOf(name: string): string {
  const parts = name.split('.').slice(1);
  const last = parts.at(-1);
  if (last === undefined) return '';
  const isCompressed = COMPRESSIONS.includes(last.toLowerCase()) && parts.length > 1;
  return `.${shown(isCompressed ? `${parts.at(-2) ?? ''}.${last}` : last)}`;
}

function shown(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

/** The log that the parts of a key may have meant, in words. */
function hint(parts: readonly string[]): string {
  for (const part of parts) {
    const log = nearestLog(part);
    if (log === undefined) continue;
    return `; did you mean ${INPUT_PREFIX}${log}/${parts.length === 1 ? ` or ${INPUT_PREFIX}${log}.csv` : ''}?`;
  }
  return '';
}

function nearestLog(part: string): LogName | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const name = letters(part.replace(/\..*$/s, ''));
  const near = LOG_NAMES.map((log) => {
    const slips = name.includes(letters(log)) ? 0 : distance(name, letters(log));
    return { log, slips };
  });
  const [nearest] = near.sort((a, b) => a.slips - b.slips);
  return nearest !== undefined && nearest.slips <= MAX_SLIPS ? nearest.log : undefined;
}
