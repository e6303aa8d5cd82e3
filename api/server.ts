import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { API_KEYS_CHANNEL, findActiveApiKeys } from '../db/api-keys';
import { poolUsage } from '../db/database';
import { NotificationListener } from '../db/notifications';
import type { DatabasePooler } from '../db/pooler';
import { countPublications } from '../db/publication';
import type { Database } from '../db/schema';
import { nextScheduledTime } from '../domain/execution-date';
import { lastDateDue } from '../domain/due-dates';
import type { Period } from '../domain/due-dates';
import { createAuthorize } from './access/authorize';
import { KeyRing } from './access/key-ring';
import { KeyRingLoader } from './access/key-ring-loader';
import { createRateLimiter } from './access/rate-limit';
import { AnswerCache } from './answers/answer-cache';
import { PublicationWatch, WATCHED_CHANNELS } from './answers/publication-watch';
import { createApp } from './app';
import type { Route } from './app';
import { createDashboard } from './dashboard/dashboard';
import { ENDPOINTS } from './endpoints';
import { startHttpServer } from './http-server';
import type { ListenOptions } from './http-server';
import { ApiMetrics } from './metrics';
import { createRequestHandler } from './request-handler';
import { readRecordFigures } from './record-figures';
import type { TemporalUi } from '../temporal/names/temporal-url';

/** What the API works with. */
export interface ApiDependencies extends Period {
  readonly db: Kysely<Database>;
  /** For the connection that receives notifications of publications. */
  readonly databaseUrl: string;
  /** With one there are no notifications: publications are counted, and keys read every 10 s. */
  readonly databasePooler?: DatabasePooler | undefined;
  readonly log: Logger;
  readonly now: () => Date;
  /** Most memory for answers that are kept. */
  readonly cacheBytes: number;
  readonly access: AccessOptions;
  readonly temporalUi: TemporalUi | undefined;
  /** Share of malformed rows above which a run fails. */
  readonly maxRejectedFraction: number;
  /** How long nothing may pass on a connection that has asked something; 60 s by default. */
  readonly silenceTimeoutMs?: number;
  /** Of this program, for the document. */
  readonly version: string;
}

/** Which requests are allowed. */
export interface AccessOptions {
  readonly keysRequired: boolean;
  /** Of one key, or of one address without a key; 0 for any number. */
  readonly requestsPerMinute: number;
  /** Proxies in front, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
}

/** A running API. */
export interface RunningApi {
  readonly port: number;
  readonly metrics: ApiMetrics;
  /** All routes, including the dashboard and the documentation. */
  readonly routes: readonly Route[];
  /** Takes no more connections and lets requests under way finish. */
  stop(): Promise<void>;
}

/** Serves the API. @throws the system's error when the port is taken. */
export async function startApi(deps: ApiDependencies, listen: ListenOptions): Promise<RunningApi> {
  const { db, now, startDate, endDate, maxRejectedFraction } = deps;
  const { keysRequired } = deps.access;
  const time = () => now().getTime();
  const cache = new AnswerCache({
    maxBytes: deps.cacheBytes,
    now: time,
    // The next date is due then, and fresh lists become stale.
    expiry: () => nextScheduledTime(now()).getTime(),
  });
  const metrics = new ApiMetrics({
    cache,
    pool: () => poolUsage(db),
    readRecord: () => readRecordFigures(db, { startDate, endDate, maxRejectedFraction, now: now() }),
    now: time,
  });
  const keyRing = new KeyRing();
  const { app, handleRequest } = composeApp(deps, {
    cache,
    metrics,
    keyRing: keysRequired ? keyRing : undefined,
  });
  const server = await startHttpServer(
    {
      handleRequest,
      now,
      silenceTimeoutMs: deps.silenceTimeoutMs,
      onFault: (status) => {
        metrics.observe('none', status, 'none', 0);
      },
    },
    listen,
  );
  const changes = await followChanges(deps, cache, keyRing);
  return {
    port: server.port,
    metrics,
    routes: app.routes,
    stop: async () => {
      await server.stop();
      await changes.stop();
    },
  };
}

interface SharedParts {
  readonly cache: AnswerCache;
  readonly metrics: ApiMetrics;
  /** Undefined where no key is required. */
  readonly keyRing: KeyRing | undefined;
}

/** Puts the endpoints, the dashboard, authorization and the cache together. */
function composeApp(deps: ApiDependencies, { cache, metrics, keyRing }: SharedParts) {
  const { db, log, now, startDate, endDate, temporalUi, version } = deps;
  const { requestsPerMinute, trustedProxies, corsOrigins } = deps.access;
  const dashboard = createDashboard({ db, now, cache, startDate, endDate, temporalUi, keyRing });
  const app = createApp({
    dashboard,
    endpoints: ENDPOINTS,
    dependencies: { db, now, lastDue: () => lastDateDue(endDate, now()), log, temporalUi },
    cache,
    log,
    version,
    keysRequired: keyRing !== undefined,
  });
  const authorize = createAuthorize({
    keyRing,
    limiter: requestsPerMinute === 0 ? undefined : createRateLimiter({ limitPerMinute: requestsPerMinute }),
    trustedProxies,
    corsOrigins,
  });
  const handleRequest = createRequestHandler({
    ...{ reads: app.reads, app: app.express },
    ...{ authorize, dashboard, cache, metrics, log },
  });
  return { app, handleRequest };
}

/** Follows publications and changes of keys until it is stopped. */
async function followChanges(deps: ApiDependencies, cache: AnswerCache, ring: KeyRing) {
  const { db, log, now } = deps;
  const { keysRequired } = deps.access;
  const keys = new KeyRingLoader({ ring, readKeys: () => findActiveApiKeys(db), log });
  const refreshKeys = () => {
    if (keysRequired) void keys.refresh();
  };
  const watch = new PublicationWatch({
    cache,
    countPublications: () => countPublications(db),
    log,
    now: () => now().getTime(),
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
        // Changes made before listening began were not notified.
        refreshKeys();
      },
    });
  const listener = deps.databasePooler === undefined ? newListener() : undefined;
  if (listener === undefined) watch.count();
  else listener.start();
  if (keysRequired) await keys.start();
  return {
    stop: async () => {
      watch.stop();
      await Promise.all([listener?.stop(), keys.stop()]);
    },
  };
}
