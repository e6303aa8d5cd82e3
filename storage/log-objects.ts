import { LOG_COLUMNS } from '../domain/logs';
import type { LogName } from '../domain/logs';
import type { Lake, LakeObject } from './lake';
import { isLogObject, logKey, logPrefix } from './lake-keys';
import { BadLogError } from './log-reader';

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
  for await (const object of lake.list(logPrefix(log), options)) {
    if (isLogObject(log, object.key)) objects.push(object);
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
