import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createApp } from './app';
import type { ApiDependencies } from './app';

/** How long a stopping server lets requests finish. */
const STOP_GRACE_MS = 10_000;
/** How long it waits for the first request on a connection that has sent none, and how often it looks for idle ones. */
const UNUSED_GRACE_MS = 1_000;
const IDLE_CHECK_MS = 50;
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
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
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
        // A connection is kept alive after the request that was under way on it: only then is it idle.
        const idle = setInterval(() => {
          server.closeIdleConnections();
        }, IDLE_CHECK_MS);
        // Nor is one idle to Node that has never asked anything, as load balancers keep them ready.
        const first = setTimeout(() => {
          for (const socket of unused) socket.destroy();
        }, UNUSED_GRACE_MS);
        const forced = setTimeout(() => {
          server.closeAllConnections();
        }, STOP_GRACE_MS);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(first);
          clearTimeout(forced);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
