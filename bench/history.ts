import { Client, Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

/** Counts one range of an object. */
const COUNT_RANGE = 'countRange';
/** Counts an object of one range at once; of a larger one it only plans the ranges. */
const OPEN_OBJECT = 'openObject';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads;

/** A range of an object that was counted. */
export interface CountedRange {
  /** The activity's input as text: the same text is the same range. */
  readonly range: string;
  /** Identity of the worker whose attempt completed. */
  readonly worker: string;
}

/** All ranges whose counting has completed, from the histories of all workflows of a server. */
export async function findCountedRanges(temporalAddress: string): Promise<CountedRange[]> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const client = new Client({ connection });
    const ranges: CountedRange[] = [];
    for await (const { workflowId, runId } of client.workflow.list()) {
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      ranges.push(...rangesIn(events ?? []));
    }
    return ranges;
  } finally {
    await connection.close();
  }
}

function rangesIn(events: readonly HistoryEvent[]): CountedRange[] {
  const scheduled = new Map<string, { activity: string; input: string }>();
  const ranges: CountedRange[] = [];
  for (const event of events) {
    const begun = event.activityTaskScheduledEventAttributes;
    if (begun) {
      const activity = begun.activityType?.name ?? '';
      scheduled.set(String(event.eventId), { activity, input: textOf(begun.input) });
    }
    const ended = event.activityTaskCompletedEventAttributes;
    const { activity, input = '' } = scheduled.get(String(ended?.scheduledEventId)) ?? {};
    const hasCounted =
      activity === COUNT_RANGE || (activity === OPEN_OBJECT && textOf(ended?.result).includes('"counted":'));
    if (hasCounted) ranges.push({ range: input, worker: ended?.identity ?? '' });
  }
  return ranges;
}

function textOf(payloads: Payloads | null | undefined): string {
  return (payloads?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString()).join();
}
