import { EVENT_LOGS, LOG_COLUMNS, LOG_NAMES } from '../domain/logs';
import type { LogName } from '../domain/logs';
import { UNREAD_REMEDIES } from './classify-input';
import { LOG_SUFFIXES } from './formats';
import type { InputObject, LogObject } from './input-object';
import { describeFaults, NO_SOURCES, readSources } from './log-sources';
import type { InputSources } from './log-sources';
import { matchInput } from './match-input';
import type { UnreadKind } from './classify-input';
import { shownKey } from '../storage/key-rule';
import type { Lake } from '../storage/lake';
import { INPUT_PREFIX, logKey, logPrefix, SOURCES_KEY } from '../storage/lake-keys';
import { BadLogError } from './bad-log';

/** How the parts of a log are named, for messages. */
const PARTS = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  LOG_SUFFIXES.map((suffix) => `*${suffix}`),
);
/** Objects of each kind that are named; there may be millions. */
const NAMED_OBJECTS = 100;

/** Objects that no log reads for the same kind of reason: how many, and the first of them. */
export interface UnreadObjects {
  readonly kind: UnreadKind;
  readonly count: number;
  readonly first: readonly { readonly key: string; readonly reason: string }[];
}

/** Everything below `input/`, as it was listed. */
export interface LakeInputs {
  readonly lakeUrl: string;
  /** The objects that each log reads, in the byte order of their keys. */
  readonly objects: Readonly<Record<LogName, readonly InputObject[]>>;
  /** The descriptions of logs; none where they cannot be read. */
  readonly sources: InputSources;
  /** Why a log cannot be read as it is described. */
  readonly faults: Readonly<Partial<Record<LogName, BadLogError>>>;
  /** What no log reads; kinds without an object are left out. */
  readonly unread: readonly UnreadObjects[];
}

/** Lists everything below `input/` once, for all logs. What is wrong with descriptions is in `faults`. */
export async function listInputs(lake: Lake, options: { signal?: AbortSignal } = {}): Promise<LakeInputs> {
  return sortOut(lake, () => INPUT_PREFIX, options);
}

/**
 * The objects that make up a log, in the byte order of their keys.
 *
 * @throws BadLogError when there is none, when its description is wrong, or when a log without a description lies there in
 * several single objects, plain and compressed.
 */
export function objectsOf(
  { lakeUrl, objects, unread, sources, faults }: LakeInputs,
  log: LogName,
): readonly InputObject[] {
  const fault = faults[log];
  if (fault !== undefined) throw fault;
  const own = objects[log];
  const globs = sources.sources.logs[log]?.map(({ objects: glob }) => glob);
  if (globs !== undefined) {
    if (own.length > 0) return own;
    throw new BadLogError(
      SOURCES_KEY,
      `no object in ${lakeUrl} matches $.logs.${log} (${globs.join(', ')}); upload one, or correct the globs` +
        unreadInstead(unread),
    );
  }
  const [single, another] = own.filter(({ key }) => !key.startsWith(`${logPrefix(log)}/`));
  if (own.length === 0) {
    throw new BadLogError(
      logKey(log),
      `no such log in ${lakeUrl}; upload it there, or its parts as ${logPrefix(log)}/${PARTS} ` +
        `(header \`${LOG_COLUMNS[log].join(',')}\`)${unreadInstead(unread)}`,
    );
  }
  if (single !== undefined && another !== undefined) {
    throw new BadLogError(
      single.key,
      `lies there twice, also as ${another.key}; its rows would count twice: remove one`,
    );
  }
  return own;
}

/** The objects of all event logs. @throws BadLogError as `objectsOf` does. */
export function eventObjectsOf(inputs: LakeInputs): LogObject[] {
  return EVENT_LOGS.flatMap((log) => objectsOf(inputs, log).map((object) => ({ log, object })));
}

/** The objects of one log, where no other one is wanted. @throws BadLogError as `objectsOf` does. */
export async function findLogObjects(
  lake: Lake,
  log: LogName,
  options: { signal?: AbortSignal } = {},
): Promise<readonly InputObject[]> {
  const prefixOf = (sources: InputSources) => (sources.describes(log) ? INPUT_PREFIX : logPrefix(log));
  return objectsOf(await sortOut(lake, prefixOf, options), log);
}

/** The objects that a log may need to read; all others are never read. */
export function unreadFaults(unread: readonly UnreadObjects[]): readonly UnreadObjects[] {
  return unread.filter(({ kind }) => UNREAD_REMEDIES[kind] !== null);
}

/** Some of the objects with their reasons, in words, and how many more there are. */
export function describeUnread({ count, first }: UnreadObjects, named: number): string {
  const told = first.slice(0, named).map(({ key, reason }) => `${shownKey(key)} (it ${reason})`);
  const more = count - told.length;
  return told.join(', ') + (more === 0 ? '' : ` and ${more.toLocaleString('en')} more`);
}

async function sortOut(
  lake: Lake,
  prefixOf: (sources: InputSources) => string,
  options: { signal?: AbortSignal },
): Promise<LakeInputs> {
  const objects = recordOf((): InputObject[] => []);
  let sources = NO_SOURCES;
  try {
    sources = await readSources(lake, options);
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    return { lakeUrl: lake.url, objects, sources, faults: recordOf(() => error), unread: [] };
  }
  const faults: Partial<Record<LogName, BadLogError>> = {};
  const kinds = new Map<UnreadKind, { count: number; first: { key: string; reason: string }[] }>();
  for await (const listed of lake.list(prefixOf(sources), options)) {
    const found = matchInput(listed, sources);
    const { key, sizeBytes, etag } = listed;
    for (const { log, source } of found.reads) {
      objects[log].push({ key, sizeBytes, etag, ...(source !== undefined && { source }) });
    }
    for (const { log, fault } of found.faults) {
      faults[log] ??= new BadLogError(SOURCES_KEY, describeFaults([fault]));
    }
    if (found.unread === undefined) continue;
    const { kind, reason } = found.unread;
    const of = kinds.get(kind) ?? { count: 0, first: [] };
    kinds.set(kind, of);
    of.count += 1;
    if (of.first.length < NAMED_OBJECTS) of.first.push({ key, reason });
  }
  const inOrder = (Object.keys(UNREAD_REMEDIES) as UnreadKind[]).flatMap((kind) => {
    const of = kinds.get(kind);
    return of === undefined ? [] : [{ kind, ...of }];
  });
  return { lakeUrl: lake.url, objects, sources, faults, unread: inOrder };
}

function recordOf<Value>(make: () => Value): Record<LogName, Value> {
  return Object.fromEntries(LOG_NAMES.map((log) => [log, make()])) as Record<LogName, Value>;
}

function unreadInstead(unread: readonly UnreadObjects[]): string {
  const [first] = unreadFaults(unread);
  return first === undefined ? '' : `; no log reads ${describeUnread(first, 1)}`;
}
