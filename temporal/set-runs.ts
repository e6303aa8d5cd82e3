import { ApplicationFailure } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { ObjectSet } from '../counting/counts/object-sets';
import { findSetCounts, writeMembers } from '../counting/counts/set-files';
import type { SetCounts } from '../counting/counts/set-files';
import type { EventLogName } from '../domain/logs';
import { mapConcurrently } from '../domain/map-concurrently';
import type { Lake } from '../storage/lake';
import type { countSmallObjects } from '../workflows/count-small-objects';
import { asOwnFailure } from './counting-end';
import { SMALL_OBJECTS_WORKFLOW_TYPE, smallObjectsWorkflowId, TASK_QUEUE } from './names/run-identity';

/** Sets that are looked for at the same time. */
const SETS_AT_ONCE = 16;
/** Most sets of one run: its history stays short. */
const SETS_PER_RUN = 100;
/** How often a run that others have started may end without the sets that are waited for. */
const MAX_ROUNDS = 100;

/** How the counting of sets is waited for. */
export interface SetWaiting {
  readonly signal: AbortSignal;
  /** Told of each set whose counts are there. */
  readonly onSet: (counts: SetCounts) => void;
}

/**
 * Has sets of small objects of one log counted that have no counts yet, and returns the counts of all. There is one run for
 * a log at a time: where one is open, it is waited for, and what it has left is counted after it.
 *
 * @throws ApplicationFailure `LakeObjectChanged` when an object was replaced.
 */
export async function countSets(
  { client, lake }: { readonly client: Client; readonly lake: Lake },
  log: EventLogName,
  sets: readonly ObjectSet[],
  { signal, onSet }: SetWaiting,
): Promise<SetCounts[]> {
  const found = new Map<string, SetCounts>();
  const lookUp = async (wanted: readonly ObjectSet[]): Promise<ObjectSet[]> => {
    await mapConcurrently(wanted, SETS_AT_ONCE, async (set) => {
      signal.throwIfAborted();
      const counts = await findSetCounts(lake, set, { signal });
      if (counts === undefined) return;
      found.set(set.id, counts);
      onSet(counts);
    });
    return wanted.filter(({ id }) => !found.has(id));
  };
  let missing = await lookUp(sets);
  for (let round = 0; missing.length > 0; round++) {
    if (round === MAX_ROUNDS) throw notCounted(log, missing.length);
    const next = missing.slice(0, SETS_PER_RUN);
    const changed = await runOnce(client, lake, log, next, signal);
    missing = await lookUp(missing);
    const [key] = changed;
    if (key !== undefined && next.some((set) => !found.has(set.id))) throw wasReplaced(key, changed.length);
  }
  return sets.flatMap(({ id }) => found.get(id) ?? []);
}

/** Runs the counting of sets, or waits for the run that is open; returns objects that were replaced meanwhile. */
async function runOnce(
  client: Client,
  lake: Lake,
  log: EventLogName,
  sets: readonly ObjectSet[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const workflowId = smallObjectsWorkflowId(log);
  try {
    await mapConcurrently(sets, SETS_AT_ONCE, (set) => writeMembers(lake, set, { signal }));
    const own = await startRun(client, workflowId, log, sets);
    // A call that begins after the abort would ignore it.
    signal.throwIfAborted();
    const handle = own ?? client.workflow.getHandle<typeof countSmallObjects>(workflowId);
    const { changedKeys } = await client.connection.withAbortSignal(signal, () => handle.result());
    return own === undefined ? [] : changedKeys;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof WorkflowFailedError) throw asOwnFailure(error, `small objects of ${log}`);
    throw error;
  }
}
/** Starts a run; undefined where one is open. */
async function startRun(client: Client, workflowId: string, log: EventLogName, sets: readonly ObjectSet[]) {
  const steps = sets.map(({ id, objects, sizeBytes }) => ({
    id,
    objects: objects.length,
    sizeBytes,
    firstKey: objects[0]?.key ?? '',
  }));
  const objects = steps.reduce((sum, one) => sum + one.objects, 0);
  try {
    return await client.workflow.start<typeof countSmallObjects>(SMALL_OBJECTS_WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [{ log, sets: steps }],
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `Counts of ${objects.toLocaleString('en')} small objects of ${log}`,
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

function wasReplaced(key: string, count: number): ApplicationFailure {
  const more = count > 1 ? ` and ${String(count - 1)} more` : '';
  return ApplicationFailure.retryable(
    `${key}${more}: changed while it was being counted; the logs are listed again`,
    'LakeObjectChanged',
  );
}

function notCounted(log: EventLogName, sets: number): ApplicationFailure {
  return ApplicationFailure.retryable(
    `${String(sets)} sets of small objects of ${log} are still not counted, after ${String(MAX_ROUNDS)} runs of their counting; ask for them again`,
    'CountingEnded',
  );
}
