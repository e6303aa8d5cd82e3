import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { API_KEYS_CHANNEL, findActiveApiKeys } from '../db/api-keys';
import { poolUsage } from '../db/database';
import { NotificationListener } from '../db/notifications';
import type { DatabasePooler } from '../db/pooler';
import { countPublications } from '../db/publication';
import type { Database } from '../db/schema';
import { nextScheduledTime } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { createAuthorize } from './access/authorize';
import { KeyRing } from './access/key-ring';
import { KeyRingLoader } from './access/key-ring-loader';
import { createRateLimiter } from './access/rate-limit';
import { AnswerCache } from './answers/answer-cache';
import { PublicationWatch, WATCHED_CHANNELS } from './answers/publication-watch';
import { createApp } from './app';
import type { Route } from './app';
import { createDashboard } from './dashboard/dashboard';
import { isPagePath } from './dashboard/paths';
import { answerConnectionFaults } from './connection-faults';
import { Connections } from './connections';
import { ENDPOINTS } from './endpoints';
import { ApiMetrics } from './metrics';
import { createRequestHandler } from './request-handler';
import { readRecordFigures } from './record-figures';
import type { TemporalUi } from './temporal-url';

/** How long a stopping server lets requests finish. */
const STOP_GRACE_MS = 10_000;
/** How long it waits for the first request on a connection that has sent none, and how often it looks for idle ones. */
const UNUSED_GRACE_MS = 1_000;
const IDLE_CHECK_MS = 50;
/** Longest wait for the headers of a request, and for all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const MAX_HEADER_BYTES = 16 * 1_024;
/** How long nothing may pass on a connection under way: a caller that does not read its answers would keep them here. */
const SILENCE_TIMEOUT_MS = 60_000;

/** What the API works with. */
export interface ApiDependencies {
  readonly db: Kysely<Database>;
  /** For the connection on which publications are heard of. */
  readonly databaseUrl: string;
  /** With one, nothing is heard of: publications are counted, and keys read every 10 s. */
  readonly databasePooler?: DatabasePooler | undefined;
  readonly log: Logger;
  readonly now: () => Date;
  /** Most memory for answers that are kept. */
  readonly cacheBytes: number;
  readonly access: AccessOptions;
  readonly temporalUi: TemporalUi | undefined;
  /** The first date that should be published. */
  readonly startDate: CalendarDay;
  /** Share of malformed rows above which a run fails. */
  readonly maxRejectedFraction: number;
  /** How long nothing may pass on a connection that has asked something; 60 s by default. */
  readonly silenceTimeoutMs?: number;
  /** Of this program, for the document. */
  readonly version: string;
}

/** Who is let in. */
export interface AccessOptions {
  readonly keysRequired: boolean;
  /** Of one key, or of one address without a key; 0 for any number. */
  readonly requestsPerMinute: number;
  /** Proxies in front, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
}

/** A server that answers. */
export interface RunningApi {
  readonly port: number;
  readonly metrics: ApiMetrics;
  /** Everything that it answers at. */
  readonly routes: readonly Route[];
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
  const { db, log, now, startDate, maxRejectedFraction } = deps;
  const time = () => now().getTime();
  const cache = new AnswerCache({
    maxBytes: deps.cacheBytes,
    now: time,
    // Then the next date is due, and lists that were fresh are stale.
    expiry: () => nextScheduledTime(now()).getTime(),
  });
  const { keysRequired, requestsPerMinute, trustedProxies, corsOrigins } = deps.access;
  const keyRing = new KeyRing();
  const keys = new KeyRingLoader({ ring: keyRing, readKeys: () => findActiveApiKeys(db), log });
  const refreshKeys = () => {
    if (keysRequired) void keys.refresh();
  };
  const watch = new PublicationWatch({
    cache,
    countPublications: () => countPublications(db),
    log,
    now: time,
  });
  const { events } = watch;
  const newListener = () =>
    new NotificationListener(deps.databaseUrl, [...WATCHED_CHANNELS, API_KEYS_CHANNEL], {
      ...events,
      onNotification: (channel, payload) => {
        if (channel === API_KEYS_CHANNEL) refreshKeys();
        else events.onNotification(channel, payload);
      },
      onListening: () => {
        events.onListening();
        // What has changed before was not heard of.
        refreshKeys();
      },
    });
  const listener = deps.databasePooler === undefined ? newListener() : undefined;
  const metrics = new ApiMetrics({
    cache,
    pool: () => poolUsage(db),
    readRecord: () => readRecordFigures(db, { startDate, maxRejectedFraction, now: now() }),
    now: time,
  });
  const dashboard = createDashboard({
    db,
    now,
    cache,
    startDate,
    temporalUi: deps.temporalUi,
    keyRing: keysRequired ? keyRing : undefined,
  });
  const app = createApp({
    dashboard,
    endpoints: ENDPOINTS,
    dependencies: { db, now, log, temporalUi: deps.temporalUi },
    cache,
    log,
    version: deps.version,
    keysRequired,
  });
  const authorize = createAuthorize({
    keyRing: keysRequired ? keyRing : undefined,
    limiter: requestsPerMinute === 0 ? undefined : createRateLimiter({ limitPerMinute: requestsPerMinute }),
    trustedProxies,
    corsOrigins,
    isPage: isPagePath,
  });
  const handleRequest = createRequestHandler({ app: app.express, authorize, dashboard, cache, metrics, log });
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
  server.timeout = deps.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS;
  // An expectation that nobody here knows is no reason to refuse (RFC 9110, 10.1.1).
  server.on('checkExpectation', take);
  server.on('connection', (socket) => {
    connections.opened(socket);
  });
  answerConnectionFaults(server, {
    connections,
    now,
    onAnswered: (status) => {
      metrics.observe('none', status, 'none', 0);
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (listener === undefined) watch.count();
  else listener.start();
  if (keysRequired) await keys.start();
  return {
    port: (server.address() as AddressInfo).port,
    metrics,
    routes: app.routes,
    stop: async () => {
      await stopServer(server, connections);
      watch.stop();
      await Promise.all([listener?.stop(), keys.stop()]);
    },
  };
}

function stopServer(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    // A connection is kept alive after the request that was under way on it: only then is it idle.
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    // Nor is one idle to Node that has never asked anything, as load balancers keep them ready.
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
