import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { startMetrics } from '../api/metrics';
import { startApi } from '../api/server';
import type { ListenOptions } from '../api/http-server';
import type { Settings } from '../config/settings';
import { databaseFault } from '../db/errors';
import { API_ROLE } from '../db/roles';
import type { Database } from '../db/schema';
import type { Period } from '../domain/due-dates';
import { databaseFor } from './services';
import type { DatabaseAddress } from './addresses';
import { programVersion } from './version';

const BYTES_PER_MB = 1 << 20;

/** The options of the API: its services, its period and its ports. */
export interface ApiPlace extends Pick<DatabaseAddress, 'databaseUrl' | 'databasePooler'>, Period {
  readonly temporalUiUrl: string | undefined;
  readonly listen: ListenOptions;
  /** 0 is any free port. */
  readonly metricsPort: number;
}

/** An API that runs. */
export interface ApiPart {
  readonly port: number;
  readonly metricsPort: number;
  /** Stops after open requests have finished. */
  stop(): Promise<void>;
}

/** Starts the API over Postgres, and its metrics. @throws the system's error when a port is taken. */
export async function startApiServer(
  settings: Settings,
  { databaseUrl, databasePooler, temporalUiUrl, startDate, endDate, listen, metricsPort }: ApiPlace,
  log: Logger,
): Promise<ApiPart> {
  const db = databaseFor(
    'api',
    { databaseUrl, databasePooler },
    {
      onIdleError: (error) => {
        log.warn({ err: error }, 'an idle database connection broke');
      },
      role: {
        role: API_ROLE,
        onRefused: (reason) => {
          log.warn(`the API keeps the rights of its database user: ${reason}`);
        },
      },
    },
  );
  const started: { stop(): Promise<void> }[] = [{ stop: () => db.destroy() }];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    await assertAccessIfReachable(db, log);
    const api = await startApi(
      {
        db,
        databaseUrl,
        databasePooler,
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
        endDate,
        maxRejectedFraction: settings.maxRejectedFraction,
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

/** Throws at once if the database refuses the connection; an unreachable database may answer later, and requests get 503 until then. */
async function assertAccessIfReachable(db: Kysely<Database>, log: Logger): Promise<void> {
  try {
    await sql`SELECT`.execute(db);
  } catch (error) {
    if (databaseFault(error) !== 'passing') throw error;
    log.warn({ err: error }, 'the database does not answer; requests get 503 until it does');
  }
}
