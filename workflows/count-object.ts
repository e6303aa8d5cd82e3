import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CountingActivities, CountObjectInput } from '../activities/contract';
import { countInRanges } from '../counting/plan/count-in-ranges';
import type { CountingPlan, ObjectCounts, ObjectFault } from '../counting/plan/counted-object';
import { COUNTING_STEPS } from './counting-steps';
import { describeEnd, failureOf, isPermanent } from './end-of-run';

const steps = proxyActivities<CountingActivities>(COUNTING_STEPS);

/**
 * Counts one object of an event log by day and product, for all dates. Its id names the object's key and ETag, so that
 * all dates that need the counts wait for the same run.
 *
 * @throws ApplicationFailure `BadLog` when the object cannot be read, `LakeObjectChanged` when it is no longer there.
 */
export async function countObject(input: CountObjectInput): Promise<ObjectCounts> {
  try {
    return report(await count(input));
  } catch (error) {
    const end = describeEnd(error);
    setCurrentDetails(
      `**${input.object.key} ${end.status}** in ${end.step ?? 'the workflow'}: ${end.message}`,
    );
    throw end.status === 'cancelled' ? error : failureOf(error, end, isPermanent(error));
  }
}

function count(input: CountObjectInput): Promise<ObjectCounts> {
  const { log, object } = input;
  return countInRanges({
    open: () => open(input),
    countRange: ({ index, rangeCount, layout, range, startsAtRecord, isRecount }) => {
      const summary = `${object.key}: range ${String(index + 1)} of ${String(rangeCount)}`;
      return steps.countRange.executeWithOptions({ summary: isRecount ? `${summary}, again` : summary }, [
        { log, object, layout, range, startsAtRecord },
      ]);
    },
    mergeShard: (parts, shard) =>
      steps.mergeCounts.executeWithOptions(
        { summary: `add up ${String(parts.length)} parts of ${object.key}` },
        [{ log, object, parts, shard }],
      ),
    finish: (step) =>
      steps.finishObject.executeWithOptions({ summary: `make the counts of ${object.key} known` }, [
        { log, object, ...step },
      ]),
    refuse: (fault) => refuse(input, fault),
  });
}

async function open({
  log,
  object,
}: CountObjectInput): Promise<{ counted: ObjectCounts } | { plan: CountingPlan }> {
  setCurrentDetails(`**${object.key}**, ${String(object.sizeBytes)} bytes, is being opened`);
  const opened = await steps.openObject.executeWithOptions(
    { summary: `open ${object.key}, ${String(object.sizeBytes)} bytes` },
    [{ log, object }],
  );
  if ('plan' in opened)
    setCurrentDetails(`counting **${object.key}** in ${String(opened.plan.ranges.length)} ranges`);
  return opened;
}

async function refuse(input: CountObjectInput, fault: ObjectFault): Promise<never> {
  const line = fault.line === null ? '' : `, line ${String(fault.line)}`;
  return steps.refuseObject.executeWithOptions({ summary: `${input.object.key} cannot be read${line}` }, [
    { ...input, fault },
  ]);
}

function report(counts: ObjectCounts): ObjectCounts {
  const { object, accepted, rejected, firstDay, lastDay } = counts;
  const days = firstDay === null ? 'no days' : `${firstDay} to ${String(lastDay)}`;
  setCurrentDetails(
    `**${object.key}** counted: ${String(accepted)} rows, ${String(rejected)} rejected, ${days}`,
  );
  return counts;
}
