import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CountingActivities, CountObjectInput } from '../activities/contract';
import type { CountingPlan, ObjectCounts, ObjectFault, RangeCounts } from '../counting/plan/counted-object';
import { chainRanges } from '../counting/plan/range-chain';
import { mergeInShards } from '../counting/plan/merge-plan';
import { COUNTING_TASK_QUEUE } from '../temporal/names/run-identity';
import { describeEnd, failureOf, isPermanent } from './end-of-run';

const steps = proxyActivities<CountingActivities>({
  // Of its own: long counting does not take the slots of the dates that wait for it.
  taskQueue: COUNTING_TASK_QUEUE,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 60,
  },
});

/**
 * Counts one object of an event log by day and product, for all dates: a small one at once, a large one in byte ranges
 * side by side, which are then added up. Its id names the object's key and ETag, so that whoever needs the counts waits
 * for one and the same run.
 *
 * @throws ApplicationFailure `BadLog` when the object cannot be read, `LakeObjectChanged` when it is no longer there.
 */
export async function countObject(input: CountObjectInput): Promise<ObjectCounts> {
  try {
    return await count(input);
  } catch (error) {
    const end = describeEnd(error);
    setCurrentDetails(
      `**${input.object.key} ${end.status}** in ${end.step ?? 'the workflow'}: ${end.message}`,
    );
    throw end.status === 'cancelled' ? error : failureOf(error, end, isPermanent(error));
  }
}

async function count(input: CountObjectInput): Promise<ObjectCounts> {
  const { log, object } = input;
  setCurrentDetails(`**${object.key}**, ${String(object.sizeBytes)} bytes, is being opened`);
  const opened = await steps.openObject.executeWithOptions(
    { summary: `open ${object.key}, ${String(object.sizeBytes)} bytes` },
    [{ log, object }],
  );
  if ('counted' in opened) return report(opened.counted);

  const { plan } = opened;
  setCurrentDetails(`counting **${object.key}** in ${String(plan.ranges.length)} ranges`);
  const counted = await Promise.all(plan.ranges.map((_, i) => countRange(input, plan, i)));
  const chain = await chainRanges(plan, counted, (i, from) => countRange(input, plan, i, from));
  if ('fault' in chain) return refuse(input, chain.fault);
  const { ranges } = chain;

  const parts = ranges.flatMap((range) => range.parts);
  const merged = await mergeInShards(parts, (shards) =>
    Promise.all(
      shards.map((shard) =>
        steps.mergeCounts.executeWithOptions(
          { summary: `add up ${String(parts.length)} parts of ${object.key}` },
          [{ log, object, parts, shard }],
        ),
      ),
    ),
  );
  const finished = await steps.finishObject.executeWithOptions(
    { summary: `make the counts of ${object.key} known` },
    [
      {
        log,
        object,
        headerLines: plan.headerLines,
        // The parts travel once, added up.
        ranges: ranges.map((range) => ({ ...range, parts: [] })),
        parts: merged,
      },
    ],
  );
  return report(finished);
}

function countRange(
  { log, object }: CountObjectInput,
  { columns, ranges }: CountingPlan,
  index: number,
  from?: number,
): Promise<RangeCounts> {
  const planned = ranges[index] ?? { start: 0, end: 0 };
  const range = { start: from ?? planned.start, end: planned.end };
  const summary = `${object.key}: range ${String(index + 1)} of ${String(ranges.length)}`;
  return steps.countRange.executeWithOptions(
    { summary: from === undefined ? summary : `${summary}, again` },
    [{ log, object, columns, range, startsAtRecord: index === 0 || from !== undefined }],
  );
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
