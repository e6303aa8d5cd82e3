import type { Client } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { Kysely } from 'kysely';
import type { Settings } from '../config/settings';
import { DEFAULT_START_DATE } from '../config/settings';
import { createDatabase } from '../db/database';
import { migrate, pendingMigrations } from '../db/migrate';
import type { Database } from '../db/schema';
import type { CalendarDay } from '../domain/execution-date';
import type { Lake } from '../storage/lake';
import { openLake } from '../storage/open-lake';
import type { OpenLakeOptions } from '../storage/open-lake';
import { connectClient } from '../temporal/connect';
import { UsageError } from './exit-codes';
import type { Home } from './home';

/** Where everything is, settings and embedded parts put together. */
export interface Addresses {
  readonly lakeUrl: string;
  readonly databaseUrl: string;
  readonly temporal: ClientConnectConfig;
  readonly startDate: CalendarDay;
}

/** What each kind of process may ask of Postgres, and how long it waits. */
const DATABASE_LIMITS = {
  worker: {
    maxConnections: 10,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 120_000,
    queryTimeoutMs: 130_000,
    lockTimeoutMs: 60_000,
  },
  api: {
    maxConnections: 10,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 2_000,
    queryTimeoutMs: 2_500,
    lockTimeoutMs: 1_000,
  },
  cli: {
    maxConnections: 4,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 120_000,
    queryTimeoutMs: 130_000,
    lockTimeoutMs: 60_000,
  },
} as const;

/**
 * The addresses that the settings give, completed by the embedded parts of an `up` that runs in this folder.
 * @throws UsageError when a part has neither.
 */
export function resolveAddresses(settings: Settings, home: Home): Addresses {
  const running = home.running;
  const address = settings.temporal.connectionOptions.address ?? running?.temporalAddress;
  const databaseUrl = settings.databaseUrl ?? running?.databaseUrl;
  const missing = [
    ...(databaseUrl === undefined ? ['DATABASE_URL'] : []),
    ...(address === undefined ? ['TEMPORAL_ADDRESS'] : []),
  ];
  if (databaseUrl === undefined || address === undefined) {
    throw new UsageError(
      `${missing.join(' and ')} not set, and no \`npx adtech up\` runs in this folder; set what is missing, or start that first`,
    );
  }
  const { temporal } = settings;
  return {
    lakeUrl: settings.lakeUrl ?? home.lakeUrl,
    databaseUrl,
    temporal: { ...temporal, connectionOptions: { ...temporal.connectionOptions, address } },
    startDate: startDateOf(settings, home),
  };
}

/** START_DATE, or the first day of the embedded lake's sample logs where those are read. */
export function startDateOf(settings: Settings, home: Home): CalendarDay {
  const ofSample = settings.lakeUrl === undefined ? home.sampleStartDate : undefined;
  return settings.startDate ?? ofSample ?? DEFAULT_START_DATE;
}

/** The lake at an address, reached as the settings say. */
export function lakeAt(url: string, settings: Settings): Lake {
  return openLake(url, lakeOptions(settings));
}

/** What the settings say of a lake besides its address. */
export function lakeOptions(settings: Settings): OpenLakeOptions {
  return {
    ...(settings.s3Endpoint === undefined ? {} : { s3Endpoint: settings.s3Endpoint }),
    ...(settings.s3Region === undefined ? {} : { s3Region: settings.s3Region }),
  };
}

/** A pool for one kind of process. */
export function databaseFor(
  kind: keyof typeof DATABASE_LIMITS,
  url: string,
  onIdleError: (error: Error) => void,
): Kysely<Database> {
  return createDatabase(url, { applicationName: `adtech-${kind}`, ...DATABASE_LIMITS[kind], onIdleError });
}

/** Brings the database at `url` up to the newest migration; returns the names of those just applied. */
export async function migrateAt(url: string): Promise<string[]> {
  const db = databaseFor('cli', url, () => undefined);
  try {
    return await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** @throws UsageError when the database lacks a migration. */
export async function requireMigrated(db: Kysely<Database>): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    throw new UsageError(`the database lacks ${pending.join(', ')}; run \`npx adtech migrate\` first`);
  }
}

/** Everything that a short command works with. */
export interface Services {
  readonly startDate: CalendarDay;
  readonly lake: Lake;
  readonly db: Kysely<Database>;
  readonly client: Client;
}

/** Opens lake, migrated database and Temporal for `work`, and closes them after it. */
export async function withServices<Result>(
  settings: Settings,
  addresses: Addresses,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const db = databaseFor('cli', addresses.databaseUrl, () => undefined);
  const lake = lakeAt(addresses.lakeUrl, settings);
  try {
    await requireMigrated(db);
    const client = await connectClient(addresses.temporal);
    try {
      return await work({ startDate: addresses.startDate, lake, db, client });
    } finally {
      await client.connection.close();
    }
  } finally {
    lake.close();
    await db.destroy();
  }
}
