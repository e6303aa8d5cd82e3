import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { assertReadable } from '../counting/counts/count-object';
import { formSets, setOf } from '../counting/counts/object-sets';
import type { ObjectSet } from '../counting/counts/object-sets';
import type { SetCounts } from '../counting/counts/set-files';
import type { ObjectCounts } from '../counting/plan/counted-object';
import { EVENT_LOGS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import { mapConcurrently } from '../domain/map-concurrently';
import type { LogObject } from '../logs/input-object';
import { countAlone, countingWorkflowId } from './object-runs';
import { countSets } from './set-runs';
import type { CountedInputs, CountObjects } from '../activities/dependencies';
import type { Lake } from '../storage/lake';

/** Most objects that are looked up or waited for at the same time. */
const OBJECTS_AT_ONCE = 16;
/** Most objects whose counts are kept in memory. */
const KNOWN_OBJECTS = 20_000;
/** The same of sets of small objects. */
const KNOWN_SETS = 400;

/**
 * Returns the counts of each object: from the lake, or else from shared workflows. Small objects are counted by the set,
 * all others alone.
 */
export function createObjectCounter(deps: { readonly lake: Lake; readonly client: Client }): CountObjects {
  const known = new LRUCache<string, ObjectCounts>({ max: KNOWN_OBJECTS });
  const knownSets = new LRUCache<string, SetCounts>({ max: KNOWN_SETS });
  return async (objects, { signal, onProgress }) => {
    let counted = 0;
    const tell = (count: number) => {
      counted += count;
      onProgress({ objects_counted: counted, objects: objects.length });
    };

    const countInSets = async (log: EventLogName, wanted: readonly ObjectSet[]): Promise<CountedInputs> => {
      const found = wanted.flatMap(({ id }) => knownSets.get(id) ?? []);
      for (const set of found) tell(set.objects.length);
      const others = wanted.filter(({ id }) => !knownSets.has(id));
      const onSet = (set: SetCounts) => {
        knownSets.set(set.id, set);
        tell(set.objects.length);
      };
      const all = [...found, ...(await countSets(deps, log, others, { signal, onSet }))];
      return { objects: all.flatMap((set) => set.objects.map(assertReadable)), counts: all };
    };

    const countEachAlone = async (wanted: readonly LogObject[]): Promise<CountedInputs> => {
      const found = await mapConcurrently(wanted, OBJECTS_AT_ONCE, async (one) => {
        signal.throwIfAborted();
        const id = countingWorkflowId(one);
        const counts = known.get(id) ?? (await countAlone(deps, one, signal));
        known.set(id, counts);
        if (counts.inline === undefined) tell(1);
        return counts;
      });
      // It was one of a set when it was counted, and is the only one left of it.
      const left = found.filter(({ inline }) => inline !== undefined);
      const sets = await Promise.all(left.map(({ log, object }) => countInSets(log, [setOf(log, [object])])));
      const files = found.filter(({ inline }) => inline === undefined);
      return merge([{ objects: files, counts: files }, ...sets]);
    };

    const { sets, others } = formSets(objects);
    const work = [
      () => countEachAlone(others),
      ...EVENT_LOGS.map(
        (log) => () =>
          countInSets(
            log,
            sets.filter((set) => set.log === log),
          ),
      ),
    ];
    const found = merge(await mapConcurrently(work, work.length, (one) => one()));
    const byName = new Map(found.objects.map((one) => [nameOf(one), one]));
    return { ...found, objects: objects.flatMap((one) => byName.get(nameOf(one)) ?? []) };
  };
}

function merge(all: readonly CountedInputs[]): CountedInputs {
  return { objects: all.flatMap((one) => one.objects), counts: all.flatMap((one) => one.counts) };
}

/** Several logs may read one object. */
function nameOf({ log, object }: LogObject): string {
  return `${log} ${object.key}`;
}
