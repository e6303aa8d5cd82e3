import type { Client } from '@temporalio/client';
import { isAnswer } from './grpc';

/** The server's version and the retention of the namespace. */
interface TemporalServer {
  readonly version: string;
  /** Time for which the namespace keeps closed runs; undefined if the namespace does not exist. */
  readonly retentionDays: number | undefined;
}

/** Asks the server for its version and its namespace. */
export async function findServer(client: Client): Promise<TemporalServer> {
  const { serverVersion: version } = await client.workflowService.getSystemInfo({});
  const { namespace } = client.options;
  try {
    const { config } = await client.workflowService.describeNamespace({ namespace });
    // A new namespace is in the server's tables at once, but all parts of the server know it only some seconds later.
    await client.workflowService.countWorkflowExecutions({ namespace });
    const retentionSeconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    return { version, retentionDays: Math.round(retentionSeconds / 86_400) };
  } catch (error) {
    if (isAnswer(error, 'notFound')) return { version, retentionDays: undefined };
    throw error;
  }
}
