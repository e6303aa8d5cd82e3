import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerConnectionFaults } from './connection-faults';
import { Connections } from './connections';

/** How long a stopping server lets requests finish. */
const STOP_GRACE_MS = 10_000;
/** How long it waits for a first request on a connection without one, and how often it closes idle connections. */
const UNUSED_GRACE_MS = 1_000;
const IDLE_CHECK_MS = 50;
/** Longest wait for the headers of a request, and for all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const MAX_HEADER_BYTES = 16 * 1_024;
/** Longest silence on a connection under way; a caller that does not read its answers would hold them in memory. */
const SILENCE_TIMEOUT_MS = 60_000;

/** Where to listen; port 0 is any free one. */
export interface ListenOptions {
  readonly host?: string;
  readonly port: number;
}

/** What the HTTP server is made of. */
interface HttpServerParts {
  readonly handleRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly now: () => Date;
  /** Longest silence on a connection that has asked something; 60 s by default. */
  readonly silenceTimeoutMs: number | undefined;
  /** Told the status of each answer to what is no HTTP request. */
  readonly onFault: (status: number) => void;
}

/** A server that listens. */
interface RunningHttpServer {
  readonly port: number;
  /** Takes no more connections and lets requests under way finish, for 10 s at most. */
  stop(): Promise<void>;
}

/** Listens for requests, within limits of time and size. @throws the system's error when the port is taken. */
export async function startHttpServer(
  { handleRequest, now, silenceTimeoutMs, onFault }: HttpServerParts,
  { host, port }: ListenOptions,
): Promise<RunningHttpServer> {
  const connections = new Connections();
  const take = (request: IncomingMessage, response: ServerResponse) => {
    connections.asked(response);
    handleRequest(request, response);
  };
  const server = createServer(
    {
      // The request handler refuses such a request itself, as a problem.
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    take,
  );
  server.timeout = silenceTimeoutMs ?? SILENCE_TIMEOUT_MS;
  // An unknown expectation is no reason to refuse (RFC 9110, 10.1.1).
  server.on('checkExpectation', take);
  server.on('connection', (socket) => {
    connections.opened(socket);
  });
  answerConnectionFaults(server, { connections, now, onAnswered: onFault });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stopServer(server, connections) };
}

function stopServer(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    // A connection becomes idle only after the request under way on it has ended.
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    // To Node, a connection without any request is not idle; load balancers keep such ones ready.
    const first = setTimeout(() => {
      connections.closeUnused();
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
  });
}
