import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { assertReadable } from '../counting/counts/count-object';
import { findObjectCounts } from '../counting/counts/object-counts';
import type { ObjectCounts } from '../counting/plan/counted-object';
import { mapConcurrently } from '../domain/map-concurrently';
import type { LogObject } from '../logs/input-object';
import { COUNTING_WORKFLOW_TYPE, TASK_QUEUE } from './names/run-identity';
import type { CountObjects } from '../activities/dependencies';
import type { Lake } from '../storage/lake';
import type { countObject } from '../workflows/count-object';

/** Most objects that are looked up or waited for at the same time. */
const OBJECTS_AT_ONCE = 16;
/** Most objects whose counts are kept in memory. */
const KNOWN_OBJECTS = 20_000;
/** A workflow id contains a longer key as its hash; Temporal allows 1,000 bytes for an id. */
const ID_KEY_BYTES = 600;

/** Returns the workflow id of an object's counting: the same for the same key, ETag and description. */
export function countingWorkflowId({ object: { key, etag, source } }: LogObject): string {
  const name =
    Buffer.byteLength(key) <= ID_KEY_BYTES ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`;
  return `count-${name}@${etag}${source === undefined ? '' : `~${source.hash}`}`;
}

/** Returns the counts of each object: from the lake, or else from one shared `countObject` workflow. */
export function createObjectCounter({
  lake,
  client,
}: {
  readonly lake: Lake;
  readonly client: Client;
}): CountObjects {
  const known = new LRUCache<string, ObjectCounts>({ max: KNOWN_OBJECTS });
  return async (objects, { signal, onProgress }) => {
    let counted = 0;
    return mapConcurrently(objects, OBJECTS_AT_ONCE, async (wanted) => {
      signal.throwIfAborted();
      const id = countingWorkflowId(wanted);
      const counts = known.get(id) ?? (await countOnce(client, lake, wanted, signal));
      known.set(id, counts);
      counted += 1;
      onProgress({ objects_counted: counted, objects: objects.length });
      return counts;
    });
  };
}

/**
 * Starts the counting of an object, or joins the run that counts it.
 *
 * @param again also where it has been counted before.
 * @throws WorkflowExecutionAlreadyStartedError when it has, and not `again`.
 */
async function startCounting(client: Client, { log, object }: LogObject, again: boolean) {
  return client.workflow.start<typeof countObject>(COUNTING_WORKFLOW_TYPE, {
    taskQueue: TASK_QUEUE,
    workflowId: countingWorkflowId({ log, object }),
    args: [{ log, object }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    staticSummary: `Counts of ${object.key}`,
  });
}

async function countOnce(
  client: Client,
  lake: Lake,
  wanted: LogObject,
  signal: AbortSignal,
  again = false,
): Promise<ObjectCounts> {
  const counts = await findObjectCounts(lake, wanted.object, { signal });
  if (counts !== undefined) return assertReadable(counts);
  try {
    const handle = await startCounting(client, wanted, again);
    // A call that begins after the abort would ignore it.
    signal.throwIfAborted();
    return await client.connection.withAbortSignal(signal, () => handle.result());
  } catch (error) {
    signal.throwIfAborted();
    // Either its counts were written after the look at the lake, or they were removed from the lake.
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return countOnce(client, lake, wanted, signal, true);
    }
    throw error instanceof WorkflowFailedError ? asOwnFailure(error, wanted) : error;
  }
}

/** Returns the failure of the counting for the date's run: a bad object fails it at once, all else is tried again. */
function asOwnFailure(error: WorkflowFailedError, { object }: LogObject): unknown {
  let cause: unknown = error.cause;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure)) cause = cause.cause;
  if (!(cause instanceof ApplicationFailure)) {
    return ApplicationFailure.retryable(
      `the counting of ${object.key} was ended before it was done (cancelled, terminated or timed out); ask for it again`,
      'CountingEnded',
    );
  }
  return ApplicationFailure.create({
    message: cause.message,
    type: cause.type ?? 'CountingFailed',
    nonRetryable: cause.type !== 'LakeObjectChanged' && cause.nonRetryable === true,
  });
}
