import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app';
import type { ApiDependencies } from './app';

/** How long a stopping server lets requests finish. */
const STOP_GRACE_MS = 10_000;
/** Longest wait for the headers of a request, and for all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** A server that answers. */
export interface RunningApi {
  readonly port: number;
  /** Takes no more connections and lets requests under way finish. */
  stop(): Promise<void>;
}

/** Where to listen; port 0 is any free one. */
export interface ListenOptions {
  readonly host?: string;
  readonly port: number;
}

/** Serves the API. @throws the system's error when the port is taken. */
export async function startApi(deps: ApiDependencies, { host, port }: ListenOptions): Promise<RunningApi> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    createApp(deps),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const forced = setTimeout(() => {
          server.closeAllConnections();
        }, STOP_GRACE_MS);
        server.close(() => {
          clearTimeout(forced);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
