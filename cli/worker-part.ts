import { availableParallelism } from 'node:os';
import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { NoticeReceiver } from '../activities/dependencies';
import type { Settings } from '../config/settings';
import { CountsCache } from '../counting/daily/counts-cache';
import { TaskPool } from '../counting/threads/task-pool';
import { databaseFault } from '../db/errors';
import { WORKER_ROLE } from '../db/roles';
import type { Database } from '../db/schema';
import { openLake } from '../storage/open-lake';
import { connectClient } from '../temporal/connect';
import { connectWorker } from '../temporal/connect-worker';
import { createCountingEngine } from '../temporal/counting-engine';
import type { Tracing } from '../temporal/tracing';
import { startWorker as startTemporalWorker } from '../temporal/worker';
import { databaseFor, lakeOptions, requireMigrated } from './services';
import type { Addresses } from './addresses';
import { programVersion } from './version';

/** A part that runs until it is stopped, or fails. */
interface RunningPart {
  /** Rejects when the part fails, and never resolves. */
  readonly failed: Promise<never>;
  /** Stops after running work has had its grace period. */
  stop(): Promise<void>;
}

/** Starts a worker over the lake, Postgres and Temporal. The Temporal runtime must be installed before. */
export async function startWorker(
  settings: Settings,
  addresses: Addresses,
  log: Logger,
  pages: NoticePages = settings,
): Promise<RunningPart> {
  const lake = await openLake(addresses.lakeUrl, lakeOptions(settings));
  const db = databaseFor('worker', addresses, {
    onIdleError: (error) => {
      log.warn({ err: error }, 'an idle database connection broke');
    },
    role: {
      role: WORKER_ROLE,
      onRefused: (reason) => {
        log.warn(`the worker keeps the rights of its database user: ${reason}`);
      },
    },
  });
  const threads = availableParallelism();
  const tasks = new TaskPool(addresses.lakeUrl, lakeOptions(settings), threads);
  let client: Client | undefined;
  let tracing: Tracing | undefined;
  const release = async () => {
    await client?.connection.close();
    await tasks.close();
    lake.close();
    await db.destroy();
    await tracing?.stop();
  };
  try {
    await assertMigratedIfReachable(db, log);
    const connection = await connectWorker(addresses.temporal);
    if (settings.tracing) tracing = await startTracing(log);
    client = await connectClient(addresses.temporal, tracing?.client);
    const worker = await startTemporalWorker({
      connection,
      client,
      namespace: addresses.temporal.namespace,
      countObjects: createCountingEngine({ lake, client, settings }),
      activities: {
        lake,
        db,
        tasks,
        counts: new CountsCache(tasks),
        maxRejectedFraction: settings.maxRejectedFraction,
        minAdvertisersFraction: settings.minAdvertisersFraction,
        models: settings.models,
        evaluatesLists: settings.evaluatesLists,
        trendingHalfLifeDays: settings.trendingHalfLifeDays,
        notices: noticeReceiver(settings, pages),
      },
      countingTasks: threads,
      version: versionOf(settings),
      tracing,
    });
    const ended = worker.ended.finally(async () => {
      await connection.close();
      await release();
    });
    const failed = ended.then(() => new Promise<never>(() => undefined));
    // The promise may have no waiter; one that waits still sees the failure.
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

/** Addresses of pages that notices link to, where they are known. */
type NoticePages = Pick<Settings, 'dashboardUrl' | 'temporalUiUrl'>;

function noticeReceiver(
  { notifyUrl, temporal }: Settings,
  { dashboardUrl, temporalUiUrl }: NoticePages,
): NoticeReceiver | undefined {
  if (notifyUrl === undefined) return undefined;
  const namespace = temporal.namespace ?? 'default';
  const temporalUi = temporalUiUrl === undefined ? undefined : { url: temporalUiUrl, namespace };
  return { url: notifyUrl, dashboardUrl, temporalUi };
}

/** Both settings are given, or neither. */
function versionOf({ deploymentName, buildId }: Settings): WorkerDeploymentVersion | undefined {
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

async function startTracing(log: Logger): Promise<Tracing> {
  const { startTracing: start } = await import('../temporal/tracing.js');
  return start({
    version: programVersion(),
    onFault: (message) => {
      log.warn(`tracing: ${message}`);
    },
  });
}

/** Throws if migrations are missing, since every run would fail; steps wait for an unreachable database. */
async function assertMigratedIfReachable(db: Kysely<Database>, log: Logger): Promise<void> {
  try {
    await requireMigrated(db);
  } catch (error) {
    if (databaseFault(error) !== 'passing') throw error;
    log.warn({ err: error }, 'the database is unreachable; runs wait for it');
  }
}
