import { Migrator, sql } from 'kysely';
import type { Kysely } from 'kysely';
import * as listsAndRuns from './migrations/0001-lists-and-runs';
import * as listsAsRows from './migrations/0002-lists-as-rows';
import * as totalsOfRuns from './migrations/0003-totals-of-runs';
import * as apiKeys from './migrations/0004-api-keys';
import * as evaluations from './migrations/0005-evaluations';
import * as evaluationsAsRows from './migrations/0006-evaluations-as-rows';
import * as figuresAsNumbers from './migrations/0007-figures-as-numbers';
import * as noStatisticsOfArrays from './migrations/0008-no-statistics-of-arrays';
import * as activeAdvertisersOfRuns from './migrations/0009-active-advertisers-of-runs';
import * as wideCounts from './migrations/0010-wide-counts';
import * as newestEventsOfRuns from './migrations/0011-newest-events-of-runs';
import * as unknownFigures from './migrations/0012-unknown-figures';
import * as descriptionsOfRuns from './migrations/0013-descriptions-of-runs';
import * as inputsByContent from './migrations/0014-inputs-by-content';
import * as startersOfRuns from './migrations/0015-starters-of-runs';
import { grantRole, PROCESS_ROLES } from './roles';
import type { Database } from './schema';

/** All migrations by name; they are applied in the order of their names. */
export const MIGRATIONS = {
  '0001-lists-and-runs': listsAndRuns,
  '0002-lists-as-rows': listsAsRows,
  '0003-totals-of-runs': totalsOfRuns,
  '0004-api-keys': apiKeys,
  '0005-evaluations': evaluations,
  '0006-evaluations-as-rows': evaluationsAsRows,
  '0007-figures-as-numbers': figuresAsNumbers,
  '0008-no-statistics-of-arrays': noStatisticsOfArrays,
  '0009-active-advertisers-of-runs': activeAdvertisersOfRuns,
  '0010-wide-counts': wideCounts,
  '0011-newest-events-of-runs': newestEventsOfRuns,
  '0012-unknown-figures': unknownFigures,
  '0013-descriptions-of-runs': descriptionsOfRuns,
  '0014-inputs-by-content': inputsByContent,
  '0015-starters-of-runs': startersOfRuns,
};

function migrator(db: Kysely<Database>): Migrator {
  return new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
}

/**
 * Brings the database up to the newest migration, readies the roles of API and worker, and returns the names of the migrations
 * just applied. Several processes may run it at once: one migrates, the others wait. A database that a newer version has
 * migrated stays unchanged, roles included: this is a rollback to this version, and migrations only expand.
 *
 * @throws the error of the migration that failed, which is rolled back.
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  if ((await newerMigrations(db)).length > 0 && (await pendingMigrations(db)).length === 0) return [];
  const { error, results = [] } = await migrator(db).migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('a migration failed', { cause: error });
  for (const role of PROCESS_ROLES) await grantRole(db, role);
  return results.map(({ migrationName }) => migrationName);
}

/** Names of the migrations that a newer version has applied, which this one does not know. */
export async function newerMigrations(db: Kysely<Database>): Promise<string[]> {
  const { rows: tables } = await sql<{ exists: boolean }>`
    SELECT to_regclass('kysely_migration') IS NOT NULL AS exists`.execute(db);
  if (tables[0]?.exists !== true) return [];
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
}

/** Names of the migrations that the database still lacks. */
export async function pendingMigrations(db: Kysely<Database>): Promise<string[]> {
  const migrations = await migrator(db).getMigrations();
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
