import { availableParallelism } from 'node:os';
import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { startMetrics } from '../api/metrics';
import { startApi } from '../api/server';
import type { ListenOptions } from '../api/server';
import type { Settings } from '../config/settings';
import { CountsCache } from '../counting/counts-cache';
import { TaskPool } from '../counting/task-pool';
import { API_ROLE } from '../db/api-role';
import { databaseFault } from '../db/errors';
import type { Database } from '../db/schema';
import type { CalendarDay } from '../domain/execution-date';
import { WORKFLOW_BUNDLE_PATH } from '../temporal/bundle-path';
import { connectClient, connectWorker } from '../temporal/connect';
import { startWorker as startTemporalWorker } from '../temporal/worker';
import { databaseFor, lakeAt, lakeOptions, requireMigrated } from './services';
import type { Addresses } from './services';
import { programVersion } from './version';

const BYTES_PER_MB = 1 << 20;

/** A part that runs until it is stopped, or fails. */
export interface RunningPart {
  /** Rejects when the part fails by itself, and never resolves. */
  readonly failed: Promise<never>;
  /** Lets work under way finish within its grace. */
  stop(): Promise<void>;
}

/** Starts a worker over the lake, Postgres and Temporal. The Temporal runtime must be installed before. */
export async function startWorker(
  settings: Settings,
  addresses: Addresses,
  log: Logger,
): Promise<RunningPart> {
  const lake = lakeAt(addresses.lakeUrl, settings);
  const db = databaseFor('worker', addresses.databaseUrl, {
    onIdleError: (error) => {
      log.warn({ err: error }, 'an idle database connection broke');
    },
  });
  const threads = availableParallelism();
  const tasks = new TaskPool(addresses.lakeUrl, lakeOptions(settings), threads);
  let client: Client | undefined;
  const release = async () => {
    await client?.connection.close();
    await tasks.close();
    lake.close();
    await db.destroy();
  };
  try {
    await refuseUnmigrated(db, log);
    const connection = await connectWorker(addresses.temporal);
    client = await connectClient(addresses.temporal);
    const worker = await startTemporalWorker({
      connection,
      client,
      namespace: addresses.temporal.namespace,
      workflowBundle: { codePath: WORKFLOW_BUNDLE_PATH },
      activities: {
        lake,
        db,
        tasks,
        counts: new CountsCache(tasks),
        maxRejectedFraction: settings.maxRejectedFraction,
      },
      countingTasks: threads,
    });
    const ended = worker.ended.finally(async () => {
      await connection.close();
      await release();
    });
    const failed = ended.then(() => new Promise<never>(() => undefined));
    // Whoever waits for it sees the failure; nobody has to.
    failed.catch(() => undefined);
    return {
      failed,
      stop: async () => {
        await worker.stop();
        await ended;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** A database that is away may be so for a moment, and the steps wait for it; one without our tables would fail every run. */
async function refuseUnmigrated(db: Kysely<Database>, log: Logger): Promise<void> {
  try {
    await requireMigrated(db);
  } catch (error) {
    if (databaseFault(error) !== 'passing') throw error;
    log.warn({ err: error }, 'the database is away; runs wait for it');
  }
}

/** Where the API finds what it works with, and where it listens. */
export interface ApiPlace {
  readonly databaseUrl: string;
  readonly temporalUiUrl: string | undefined;
  /** The first date that should be published. */
  readonly startDate: CalendarDay;
  readonly listen: ListenOptions;
  /** 0 is any free port. */
  readonly metricsPort: number;
}

/** An API that runs. */
export interface ApiPart {
  readonly port: number;
  readonly metricsPort: number;
  /** Lets requests under way finish. */
  stop(): Promise<void>;
}

/** Starts the API over Postgres, and its metrics. @throws the system's error when a port is taken. */
export async function startApiServer(
  settings: Settings,
  { databaseUrl, temporalUiUrl, startDate, listen, metricsPort }: ApiPlace,
  log: Logger,
): Promise<ApiPart> {
  const db = databaseFor('api', databaseUrl, {
    onIdleError: (error) => {
      log.warn({ err: error }, 'an idle database connection broke');
    },
    role: {
      name: API_ROLE,
      onRefused: (reason) => {
        log.warn(`the API keeps the rights of its database user: ${reason}`);
      },
    },
  });
  const started: { stop(): Promise<void> }[] = [{ stop: () => db.destroy() }];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const api = await startApi(
      {
        db,
        databaseUrl,
        log,
        now: () => new Date(),
        cacheBytes: settings.apiCacheMb * BYTES_PER_MB,
        access: {
          keysRequired: settings.apiKeysRequired,
          requestsPerMinute: settings.rateLimitPerMinute,
          trustedProxies: settings.trustedProxies,
          corsOrigins: settings.corsOrigins,
        },
        temporalUi:
          temporalUiUrl === undefined
            ? undefined
            : { url: temporalUiUrl, namespace: settings.temporal.namespace ?? 'default' },
        startDate,
        version: programVersion(),
      },
      listen,
    );
    started.push(api);
    const { host } = listen;
    const metrics = await startMetrics(api.metrics, {
      port: metricsPort,
      ...(host === undefined ? {} : { host }),
    });
    started.push(metrics);
    return { port: api.port, metricsPort: metrics.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
