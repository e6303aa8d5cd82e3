import { recordRunEnd } from '../db/runs';
import type { RecordedEnd, RecordRunEndInput } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

/** Records why a run has published nothing, for those who look into the `runs` table. */
export function createRecordRunEnd(deps: ActivityDependencies) {
  return (input: RecordRunEndInput): Promise<RecordedEnd> =>
    runStep('record-end', input.executionDate, async ({ workflowId, owner: { runId } }) => {
      const { executionDate, status, step, type, message } = input;
      await recordRunEnd(deps.db, { date: executionDate, workflowId, runId }, status, {
        step,
        type,
        message,
      });
      return { notifies: deps.notices !== undefined };
    });
}
