import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { Settings } from '../config/settings';
import { createDatabase } from '../db/database';
import type { DatabaseOptions } from '../db/database';
import { migrate, newerMigrations, pendingMigrations } from '../db/migrate';
import { findFaultOfRole, PROCESS_ROLES } from '../db/roles';
import type { Database } from '../db/schema';
import type { Period } from '../domain/due-dates';
import type { Lake } from '../storage/lake';
import { openLake } from '../storage/open-lake';
import type { OpenLakeOptions } from '../storage/open-lake';
import type { CountObjects } from '../activities/dependencies';
import { createCountingEngine } from '../temporal/counting-engine';
import { connectClient } from '../temporal/connect';
import type { Addresses, DatabaseAddress } from './addresses';
import { UsageError } from './exit-codes';
import { tellWaiting } from './patiently';

/** Connections and time limits for Postgres of each kind of process. */
const DATABASE_LIMITS = {
  // Its longest statement writes 2,000 lists; the limit detects a hanging server, so that the step is retried.
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

/** Opens the lake at an address, with the options of the settings, for a command: passing failures are retried for some time. */
export function lakeAt(url: string, settings: Settings): Promise<Lake> {
  return openLake(url, { ...lakeOptions(settings), onWaiting: tellWaiting });
}

/** The settings of a lake besides its address. */
export function lakeOptions(settings: Settings): OpenLakeOptions {
  return {
    ...(settings.s3Endpoint === undefined ? {} : { s3Endpoint: settings.s3Endpoint }),
    ...(settings.s3Region === undefined ? {} : { s3Region: settings.s3Region }),
    ...(settings.logSources === undefined ? {} : { sourcesUrl: settings.logSources }),
  };
}

/** Creates a pool for one kind of process; with a role, its connections have only the rights of the role. */
export function databaseFor(
  kind: keyof typeof DATABASE_LIMITS,
  { databaseUrl, databasePooler }: Omit<DatabaseAddress, 'directDatabaseUrl'>,
  options: Partial<Pick<DatabaseOptions, 'onIdleError' | 'role' | 'urlSetting'>> = {},
): Kysely<Database> {
  return createDatabase(databaseUrl, {
    applicationName: `adtech-${kind}`,
    onIdleError: () => undefined,
    pooler: databasePooler,
    ...DATABASE_LIMITS[kind],
    ...options,
  });
}

/** The result of a migration. */
interface Migrated {
  /** The names of the migrations just applied. */
  readonly applied: readonly string[];
  /** Names of migrations of a newer version, which this version does not change. */
  readonly newer: readonly string[];
  /** Why a process would keep the rights of its user, if one would. */
  readonly roleFaults: readonly string[];
}

/**
 * Brings a database up to the newest migration. It does not go through a pooler, because a session lock lets only one
 * process migrate at a time. @throws UsageError when there is a pooler and no direct address.
 */
export async function migrateAt(address: DatabaseAddress): Promise<Migrated> {
  const { databasePooler, directDatabaseUrl } = address;
  if (databasePooler !== undefined && directDatabaseUrl === undefined) {
    throw new UsageError(
      `DATABASE_POOLER is ${databasePooler}, and migrations need a separate session; set DATABASE_DIRECT_URL to an address of Postgres itself, or of a pool in session mode`,
    );
  }
  const db =
    directDatabaseUrl === undefined
      ? databaseFor('cli', address)
      : databaseFor(
          'cli',
          { databaseUrl: directDatabaseUrl, databasePooler: undefined },
          { urlSetting: 'DATABASE_DIRECT_URL' },
        );
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

/** Opens the migrated database for `work`, and closes it afterwards. */
export async function withDatabase<Result>(
  address: DatabaseAddress,
  work: (db: Kysely<Database>) => Promise<Result>,
): Promise<Result> {
  const db = databaseFor('cli', address);
  try {
    await requireMigrated(db);
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** The services of a short command, and the period. */
export interface Services extends Period {
  readonly lake: Lake;
  readonly db: Kysely<Database>;
  readonly client: Client;
  readonly countObjects: CountObjects;
}

/** Opens lake, migrated database and Temporal for `work`, and closes them afterwards. */
export async function withServices<Result>(
  settings: Settings,
  addresses: Addresses,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const db = databaseFor('cli', addresses);
  const lake = await lakeAt(addresses.lakeUrl, settings);
  try {
    await requireMigrated(db);
    const client = await connectClient(addresses.temporal);
    try {
      const { startDate, endDate } = addresses;
      const countObjects = createCountingEngine({ lake, client, settings });
      return await work({ startDate, endDate, lake, db, client, countObjects });
    } finally {
      await client.connection.close();
    }
  } finally {
    lake.close();
    await db.destroy();
  }
}
