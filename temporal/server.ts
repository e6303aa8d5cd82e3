import type { Client } from '@temporalio/client';
import { isAnswer } from './grpc';

/** What a server says of itself. */
export interface TemporalServer {
  readonly version: string;
  /** How long the namespace keeps closed runs; undefined where there is no such namespace. */
  readonly retentionDays: number | undefined;
}

/** Asks the server for its version and its namespace. */
export async function findServer(client: Client): Promise<TemporalServer> {
  const { serverVersion: version } = await client.workflowService.getSystemInfo({});
  const { namespace } = client.options;
  try {
    const { config } = await client.workflowService.describeNamespace({ namespace });
    // One that was just made is in the server's tables at once, and known to all of its parts only some seconds later.
    await client.workflowService.countWorkflowExecutions({ namespace });
    const retentionSeconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    return { version, retentionDays: Math.round(retentionSeconds / 86_400) };
  } catch (error) {
    if (isAnswer(error, 'notFound')) return { version, retentionDays: undefined };
    throw error;
  }
}
