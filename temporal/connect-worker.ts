import { NativeConnection } from '@temporalio/worker';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { unreachable } from './connect';

/** Connects a worker to the server of the settings. @throws TemporalUnreachableError */
export async function connectWorker(config: ClientConnectConfig): Promise<NativeConnection> {
  return NativeConnection.connect(config.connectionOptions).catch((error: unknown) => {
    throw unreachable(config.connectionOptions.address, error);
  });
}
