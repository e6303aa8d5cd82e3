import { mapConcurrently } from '../../domain/map-concurrently';
import type { LogObject } from '../../logs/input-object';
import type { Lake } from '../../storage/lake';
import type { BadObject, ObjectCounts } from '../plan/counted-object';
import { findObjectCounts } from './object-counts';
import { formSets } from './object-sets';
import { findSetCounts } from './set-files';

/** Files of the lake that are read at the same time. */
const READ_AT_ONCE = 32;

/**
 * What is known of objects, in their order; undefined for one that has not been counted yet. Small objects are found by
 * the set.
 *
 * @param objects all objects of the logs, each log's in the order of keys.
 * @param isWanted which of them are looked for; all others are undefined.
 */
export async function findKnownCounts(
  lake: Lake,
  objects: readonly LogObject[],
  isWanted: (one: LogObject) => boolean = () => true,
  options: { signal?: AbortSignal } = {},
): Promise<(ObjectCounts | BadObject | undefined)[]> {
  const { sets, others } = formSets(objects);
  const found = new Map<string, ObjectCounts | BadObject>();
  const add = (counts: ObjectCounts | BadObject) => {
    found.set(nameOf(counts), counts);
  };
  const alone = others.filter(isWanted);
  const wanted = sets.map(({ log, id, objects: own }) => ({
    set: { log, id, objects: own },
    members: own.map((object) => ({ log, object })).filter(isWanted),
  }));
  await mapConcurrently(wanted, READ_AT_ONCE, async ({ set, members }) => {
    if (members.length === 0) return;
    const known = await findSetCounts(lake, set, options);
    if (known === undefined) alone.push(...members);
    else known.objects.forEach(add);
  });
  await mapConcurrently(alone, READ_AT_ONCE, async ({ object }) => {
    const counts = await findObjectCounts(lake, object, options);
    if (counts !== undefined) add({ ...counts, object });
  });
  return objects.map((one) => (isWanted(one) ? found.get(nameOf(one)) : undefined));
}

/** Several logs may read one object. */
function nameOf({ log, object }: LogObject): string {
  return `${log} ${object.key}`;
}
