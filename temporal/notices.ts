import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Notice } from '../domain/notices';
import { NOTICE_WORKFLOW_TYPE, noticeWorkflowId, TASK_QUEUE } from './names/run-identity';

/** Has a worker tell people of a fact; nothing happens if they have been told of it. */
export async function startNotice(client: Client, notice: Notice): Promise<void> {
  try {
    await client.workflow.start(NOTICE_WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId: noticeWorkflowId(notice.id),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [notice],
      staticSummary: `tell of ${notice.id}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
