import type { Client } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { Kysely } from 'kysely';
import type { Settings } from '../config/settings';
import { DEFAULT_START_DATE } from '../config/settings';
import { createDatabase } from '../db/database';
import type { DatabaseOptions } from '../db/database';
import { migrate, newerMigrations, pendingMigrations } from '../db/migrate';
import { findFaultOfRole, PROCESS_ROLES } from '../db/roles';
import type { Database } from '../db/schema';
import type { CalendarDay } from '../domain/execution-date';
import type { Lake } from '../storage/lake';
import { openLake } from '../storage/open-lake';
import type { OpenLakeOptions } from '../storage/open-lake';
import { connectClient } from '../temporal/connect';
import { UsageError } from './exit-codes';
import type { Home, RunningParts } from './home';
import { tellWaiting } from './patiently';

/** Where everything is, settings and embedded parts put together. */
export interface Addresses {
  readonly lakeUrl: string;
  readonly databaseUrl: string;
  readonly temporal: ClientConnectConfig;
  readonly startDate: CalendarDay;
}

/** What each kind of process may ask of Postgres, and how long it waits. */
const DATABASE_LIMITS = {
  // Its longest statement writes 2,000 lists; a server that hangs is to be noticed, and the step tried again.
  worker: {
    maxConnections: 10,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 20_000,
    queryTimeoutMs: 25_000,
    lockTimeoutMs: 15_000,
  },
  api: {
    maxConnections: 10,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 2_000,
    queryTimeoutMs: 2_500,
    lockTimeoutMs: 1_000,
    prepare: true,
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
  if (databaseUrl === undefined && running !== undefined) throw passwordMissing(running);
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

/**
 * DATABASE_URL, or the database of an `up` that runs in this folder.
 * @throws UsageError when there is neither.
 */
export function resolveDatabaseUrl(settings: Settings, home: Home): string {
  const { running } = home;
  const url = settings.databaseUrl ?? running?.databaseUrl;
  if (url === undefined && running !== undefined) throw passwordMissing(running);
  if (url === undefined)
    throw new UsageError('DATABASE_URL is not set, and no `npx adtech up` runs in this folder');
  return url;
}

function passwordMissing({ database }: RunningParts): UsageError {
  return new UsageError(
    `DATABASE_URL is not set here; the \`npx adtech up\` that runs in this folder uses ${database}, whose password is not kept: set DATABASE_URL as it was set there`,
  );
}

/** START_DATE, or the first day of the embedded lake's sample logs where those are read. */
export function startDateOf(settings: Settings, home: Home): CalendarDay {
  const isEmbedded = settings.lakeUrl === undefined || settings.lakeUrl === home.lakeUrl;
  const ofSample = isEmbedded ? home.sampleStartDate : undefined;
  return settings.startDate ?? ofSample ?? DEFAULT_START_DATE;
}

/** The lake at an address, reached as the settings say, for a command: what fails in passing is tried again for a while. */
export function lakeAt(url: string, settings: Settings): Promise<Lake> {
  return openLake(url, { ...lakeOptions(settings), onWaiting: tellWaiting });
}

/** What the settings say of a lake besides its address. */
export function lakeOptions(settings: Settings): OpenLakeOptions {
  return {
    ...(settings.s3Endpoint === undefined ? {} : { s3Endpoint: settings.s3Endpoint }),
    ...(settings.s3Region === undefined ? {} : { s3Region: settings.s3Region }),
  };
}

/** A pool for one kind of process; with a role, its connections have no other rights. */
export function databaseFor(
  kind: keyof typeof DATABASE_LIMITS,
  url: string,
  options: Partial<Pick<DatabaseOptions, 'onIdleError' | 'role'>> = {},
): Kysely<Database> {
  return createDatabase(url, {
    applicationName: `adtech-${kind}`,
    onIdleError: () => undefined,
    ...DATABASE_LIMITS[kind],
    ...options,
  });
}

/** What became of a migrated database. */
export interface Migrated {
  /** The names of the migrations just applied. */
  readonly applied: readonly string[];
  /** The names of those of a newer version, which this one leaves alone. */
  readonly newer: readonly string[];
  /** Why a process would keep the rights of its user, where one would. */
  readonly roleFaults: readonly string[];
}

/** Brings the database at `url` up to the newest migration. */
export async function migrateAt(url: string): Promise<Migrated> {
  const db = databaseFor('cli', url);
  try {
    const applied = await migrate(db);
    const roleFaults: string[] = [];
    for (const role of PROCESS_ROLES) {
      const fault = await findFaultOfRole(db, role);
      if (fault !== undefined) roleFaults.push(`${role.process} keeps the rights of its user: ${fault}`);
    }
    return { applied, newer: await newerMigrations(db), roleFaults };
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

/** Opens the migrated database for `work`, and closes it after it. */
export async function withDatabase<Result>(
  url: string,
  work: (db: Kysely<Database>) => Promise<Result>,
): Promise<Result> {
  const db = databaseFor('cli', url);
  try {
    await requireMigrated(db);
    return await work(db);
  } finally {
    await db.destroy();
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
  const db = databaseFor('cli', addresses.databaseUrl);
  const lake = await lakeAt(addresses.lakeUrl, settings);
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
