import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';

/** https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = 5;

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
    if (isGrpcServiceError(error) && codeOf(error) === NOT_FOUND) {
      return { version, retentionDays: undefined };
    }
    throw error;
  }
}

/** The code as a number: the library that names them is the SDK's own. */
function codeOf({ code }: { readonly code: number }): number {
  return code;
}
