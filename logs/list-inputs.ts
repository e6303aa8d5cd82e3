import { EVENT_LOGS, LOG_COLUMNS, LOG_NAMES } from '../domain/logs';
import type { EventLogName, LogName } from '../domain/logs';
import { classifyInput, UNREAD_REMEDIES } from './classify-input';
import { LOG_SUFFIXES } from './formats';
import type { UnreadKind } from './classify-input';
import { shownKey } from '../storage/key-rule';
import type { Lake, LakeObject } from '../storage/lake';
import { INPUT_PREFIX, logKey, logPrefix } from '../storage/lake-keys';
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
  readonly objects: Readonly<Record<LogName, readonly LakeObject[]>>;
  /** What no log reads; kinds without an object are left out. */
  readonly unread: readonly UnreadObjects[];
}

/** One object of an event log, as it was when it was listed. */
export interface LogObject {
  readonly log: EventLogName;
  readonly object: LakeObject;
}

/** Lists everything below `input/` once, for all logs. */
export async function listInputs(lake: Lake, options: { signal?: AbortSignal } = {}): Promise<LakeInputs> {
  return sortOut(lake, INPUT_PREFIX, options);
}

/**
 * The objects that make up a log, in the byte order of their keys.
 *
 * @throws BadLogError when there is none, or when the log lies there in several single objects, plain and compressed.
 */
export function objectsOf({ lakeUrl, objects, unread }: LakeInputs, log: LogName): readonly LakeObject[] {
  const own = objects[log];
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
): Promise<readonly LakeObject[]> {
  return objectsOf(await sortOut(lake, logPrefix(log), options), log);
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

async function sortOut(lake: Lake, prefix: string, options: { signal?: AbortSignal }): Promise<LakeInputs> {
  const objects = Object.fromEntries(LOG_NAMES.map((log) => [log, [] as LakeObject[]])) as Record<
    LogName,
    LakeObject[]
  >;
  const kinds = new Map<UnreadKind, { count: number; first: { key: string; reason: string }[] }>();
  for await (const listed of lake.list(prefix, options)) {
    const found = classifyInput(listed);
    const { key, sizeBytes, etag } = listed;
    if (found.log !== undefined) {
      objects[found.log].push({ key, sizeBytes, etag });
      continue;
    }
    const of = kinds.get(found.kind) ?? { count: 0, first: [] };
    kinds.set(found.kind, of);
    of.count += 1;
    if (of.first.length < NAMED_OBJECTS) of.first.push({ key, reason: found.reason });
  }
  const inOrder = (Object.keys(UNREAD_REMEDIES) as UnreadKind[]).flatMap((kind) => {
    const of = kinds.get(kind);
    return of === undefined ? [] : [{ kind, ...of }];
  });
  return { lakeUrl: lake.url, objects, unread: inOrder };
}

function unreadInstead(unread: readonly UnreadObjects[]): string {
  const [first] = unreadFaults(unread);
  return first === undefined ? '' : `; no log reads ${describeUnread(first, 1)}`;
}
