import { isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type {
  CountedSmallObjects,
  CountingActivities,
  CountSetStep,
  CountSmallObjectsInput,
} from '../activities/contract';
import { COUNTING_STEPS } from './counting-steps';
import { describeEnd, failureOf, isPermanent } from './end-of-run';

const steps = proxyActivities<CountingActivities>(COUNTING_STEPS);

/** Most names of replaced objects that the result has. */
const NAMED_OBJECTS = 10;

/**
 * Counts small objects of one log, a set of them in each activity. Its id names the log: there is one such run at a time,
 * so that no object is counted twice, whatever the sets that dates form. A fault of one set does not stop the others.
 *
 * @throws ApplicationFailure of the first set that could not be counted. An object that cannot be read is no failure:
 * it is recorded with the others.
 */
export async function countSmallObjects({ log, sets }: CountSmallObjectsInput): Promise<CountedSmallObjects> {
  const total = describe(sets);
  let done = 0;
  const tell = () => {
    setCurrentDetails(`**${log}**, ${total}: ${String(done)} of ${String(sets.length)} sets are counted`);
  };
  tell();
  const ends = await Promise.allSettled(
    sets.map(async (set) => {
      const counted = await steps.countSet.executeWithOptions(
        { summary: `${describe([set])} of ${log}, from ${set.firstKey} on` },
        [{ ...set, log }],
      );
      done += 1;
      tell();
      return counted;
    }),
  );
  const failed = ends.filter((end) => end.status === 'rejected').map(({ reason }): unknown => reason);
  if (failed.length > 0) {
    const error = failed.find(isCancellation) ?? failed.find(isPermanent) ?? failed[0];
    const end = describeEnd(error);
    setCurrentDetails(`**${log}**, ${total} ${end.status}: ${end.message}`);
    throw end.status === 'cancelled' ? error : failureOf(error, end, isPermanent(error));
  }
  const counted = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  const sum = (countOf: (one: CountedSmallObjects) => number) =>
    counted.reduce((all, one) => all + countOf(one), 0);
  const result: CountedSmallObjects = {
    counted: sum((one) => one.counted),
    refused: sum((one) => one.refused),
    changed: sum((one) => one.changed),
    changedKeys: counted.flatMap((one) => one.changedKeys).slice(0, NAMED_OBJECTS),
  };
  setCurrentDetails(
    `**${log}**, ${total}: ${String(result.counted)} objects counted now, ` +
      `${String(result.refused)} cannot be read, ${String(result.changed)} were replaced meanwhile`,
  );
  return result;
}

function describe(sets: readonly Pick<CountSetStep, 'objects' | 'sizeBytes'>[]): string {
  const objects = sets.reduce((sum, one) => sum + one.objects, 0);
  const bytes = sets.reduce((sum, one) => sum + one.sizeBytes, 0);
  return `${objects.toLocaleString('en')} objects, ${bytes.toLocaleString('en')} bytes`;
}
