import type { Client } from '@temporalio/client';

/** One activity of a run, as the history tells it. */
export interface ActivityRecord {
  readonly type: string;
  /** Of its last attempt. */
  readonly attempt: number;
  /** The worker that made its last attempt. */
  readonly worker: string;
  readonly outcome: 'completed' | 'failed' | 'open';
}

/** A run on the server. */
export interface ServerRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** Runs of a workflow type, at least so many: the server's visibility store lags a little behind. */
export async function listRuns(client: Client, type: string, atLeast: number): Promise<ServerRun[]> {
  for (;;) {
    const runs: ServerRun[] = [];
    for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowType = '${type}'` })) {
      runs.push({ workflowId, runId });
    }
    if (runs.length >= atLeast) return runs.sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The activities of a run, in the order in which they were scheduled. */
export async function activitiesOf(
  client: Client,
  { workflowId, runId }: { workflowId: string; runId?: string },
): Promise<ActivityRecord[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const byScheduled = new Map<string, ActivityRecord>();
  const update = (id: unknown, change: Partial<ActivityRecord>) => {
    const key = String(id);
    const known = byScheduled.get(key) ?? { type: '', attempt: 0, worker: '', outcome: 'open' };
    byScheduled.set(key, { ...known, ...change });
  };
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const started = event.activityTaskStartedEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    if (scheduled) update(event.eventId, { type: scheduled.activityType?.name ?? '' });
    if (started) {
      const { attempt, identity } = started;
      update(started.scheduledEventId, { attempt: attempt ?? 0, worker: identity ?? '' });
    }
    if (completed) update(completed.scheduledEventId, { outcome: 'completed' });
    if (failed) update(failed.scheduledEventId, { outcome: 'failed' });
  }
  return [...byScheduled.values()];
}

/** How long a run's history is, and its largest payload. */
export async function sizeOfHistory(
  client: Client,
  { workflowId, runId }: ServerRun,
): Promise<{ events: number; largestPayloadBytes: number }> {
  const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return { events: events?.length ?? 0, largestPayloadBytes: largestPayload(events) };
}

/** Payloads are found by their shape, wherever in an event they are. */
function largestPayload(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if ('metadata' in value && 'data' in value && ArrayBuffer.isView(value.data)) return value.data.byteLength;
  if (ArrayBuffer.isView(value)) return 0;
  return Math.max(0, ...Object.values(value).map(largestPayload));
}

/** Every text in a history, those in its payloads too. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const texts = Object.values(value).flatMap(textsOf);
  if ('metadata' in value && 'data' in value && typeof value.data === 'string')
    texts.push(Buffer.from(value.data, 'base64').toString());
  return texts;
}
