import { startChild, workflowInfo } from '@temporalio/workflow';
import type { RecordedEnd } from '../activities/contract';
import { failedNotice } from '../domain/notices';
import { NOTICE_WORKFLOW_TYPE, noticeWorkflowId } from '../temporal/names/run-identity';
import type { EndOfRun } from './end-of-run';

/** Has people told that the run has failed, by a workflow that outlives it; not where no receiver of notices is set. */
export async function tellOfFailure(
  recorded: RecordedEnd | undefined,
  executionDate: string,
  end: EndOfRun,
): Promise<void> {
  // An earlier version recorded the end without an answer.
  if (end.status !== 'failed' || recorded?.notifies !== true) return;
  const { workflowId, runId } = workflowInfo();
  const notice = failedNotice({ executionDate, workflowId, runId, ...end });
  await startChild(NOTICE_WORKFLOW_TYPE, {
    workflowId: noticeWorkflowId(notice.id),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    parentClosePolicy: 'ABANDON',
    args: [notice],
    staticSummary: `tell of ${notice.id}`,
  });
}
