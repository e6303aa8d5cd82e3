import { Client, Connection } from '@temporalio/client';
import type { ClientInterceptors } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { findTlsFault } from './tls-fault';

const CONNECT_TIMEOUT_MS = 10_000;

/** The Temporal server cannot be reached, or refuses this caller. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
}

/** A client of the server and namespace that the settings name. @throws TemporalUnreachableError */
export async function connectClient(
  config: ClientConnectConfig,
  interceptors: ClientInterceptors = {},
): Promise<Client> {
  const { connectionOptions, namespace } = config;
  const connection = await Connection.connect({
    ...connectionOptions,
    connectTimeout: CONNECT_TIMEOUT_MS,
  }).catch(async (error: unknown) => {
    throw unreachable(connectionOptions.address, error, await findTlsFault(config).catch(() => undefined));
  });
  return new Client({ connection, interceptors, ...(namespace === undefined ? {} : { namespace }) });
}

/** Explains a failed connection; `tlsFault` is the reason if TLS is the cause. */
export function unreachable(
  address: string | undefined,
  cause: unknown,
  tlsFault?: string,
): TemporalUnreachableError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = tlsFault === undefined ? said : `TLS: ${tlsFault}`;
  return new TemporalUnreachableError(
    `Temporal at ${address ?? 'its default address'} cannot be reached (${reason}); check TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*`,
    { cause },
  );
}
