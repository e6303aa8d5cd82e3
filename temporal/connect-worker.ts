import { NativeConnection } from '@temporalio/worker';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { unreachable } from './connect';

/** A worker's connection to the server that the settings name. @throws TemporalUnreachableError */
export async function connectWorker(config: ClientConnectConfig): Promise<NativeConnection> {
  return NativeConnection.connect(config.connectionOptions).catch((error: unknown) => {
    throw unreachable(config.connectionOptions.address, error);
  });
}
