import { EVENT_LOGS, LOG_COLUMNS } from '../domain/logs';
import type { EventLogName, LogName } from '../domain/logs';
import type { Lake, LakeObject } from './lake';
import { isLogObject, logKey, logPrefix } from './lake-keys';
import { BadLogError } from './log-header';

/**
 * The objects that make up a log, in the byte order of their keys.
 *
 * @throws BadLogError when there is none, or when one log lies there both plain and compressed.
 */
export async function findLogObjects(
  lake: Lake,
  log: LogName,
  options: { signal?: AbortSignal } = {},
): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for await (const { fault, ...object } of lake.list(logPrefix(log), options)) {
    if (fault === undefined && isLogObject(log, object.key)) objects.push(object);
  }
  const key = logKey(log);
  if (objects.length === 0) {
    throw new BadLogError(
      key,
      `no such log in ${lake.url}; upload it there, or its parts as ${logPrefix(log)}/*.csv or *.csv.gz (header \`${LOG_COLUMNS[log].join(',')}\`)`,
    );
  }
  if (objects.some((object) => object.key === key) && objects.some((object) => object.key === `${key}.gz`)) {
    throw new BadLogError(key, `lies there twice, also as ${key}.gz; its rows would count twice: remove one`);
  }
  return objects;
}

/** One object of an event log, as it was when it was listed. */
export interface LogObject {
  readonly log: EventLogName;
  readonly object: LakeObject;
}

/**
 * The objects of all event logs.
 * @throws BadLogError as `findLogObjects` does.
 */
export async function findEventObjects(
  lake: Lake,
  options: { signal?: AbortSignal } = {},
): Promise<LogObject[]> {
  const found: LogObject[] = [];
  for (const log of EVENT_LOGS) {
    for (const object of await findLogObjects(lake, log, options)) found.push({ log, object });
  }
  return found;
}
