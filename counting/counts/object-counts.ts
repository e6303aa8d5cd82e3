import { json } from 'node:stream/consumers';
import { LakeObjectMissingError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { objectCountsKey } from '../../storage/lake-keys';
import type { CountedObject } from '../../storage/lake-keys';
import type { BadObject, ObjectCounts } from '../plan/counted-object';

/** What is known of an object; undefined when it has not been counted yet. */
export async function findObjectCounts(
  lake: Lake,
  object: CountedObject,
  options: { signal?: AbortSignal } = {},
): Promise<ObjectCounts | BadObject | undefined> {
  try {
    return (await json(await lake.read(objectCountsKey(object), options))) as ObjectCounts | BadObject;
  } catch (error) {
    if (error instanceof LakeObjectMissingError) return undefined;
    throw error;
  }
}

/** Records the counts of an object, so that it is never read again. */
export async function recordObjectCounts(
  lake: Lake,
  counts: ObjectCounts | BadObject,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  await lake.write(objectCountsKey(counts.object), Buffer.from(JSON.stringify(counts)), options);
}
