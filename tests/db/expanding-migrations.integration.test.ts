import { randomUUID } from 'node:crypto';
import { Migrator, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { MIGRATIONS } from '../../db/migrate';
import type { Database } from '../../db/schema';
import { testEndpoints } from '../support/servers/endpoints';
import { adminQuery, databaseUrl, TEST_DATABASE_LIMITS } from '../support/database/test-database';

/** The newest migration of the first version that may be deployed: later ones must leave it working. */
const FIRST_DEPLOYED = '0002-lists-as-rows';
/** Migrations that remove tables or columns that no version in use needs. */
const CONTRACTING: readonly string[] = [
  // The version before can no longer store its evaluations, but its runs still publish.
  '0006-evaluations-as-rows',
];

/** New constraints on existing tables that every row written by the version before satisfies. */
const KEPT_BY_EARLIER_ROWS: Readonly<Record<string, RegExp>> = {
  // It always writes metrics.
  '0007-figures-as-numbers': /^constraint model_lists CHECK \(\(\(metrics IS NOT NULL\) OR /,
  // It always writes the narrow column, and never the wide one.
  '0010-wide-counts':
    /^constraint \w+ CHECK \(\(?(\(num_nonnulls\((\w+), wide_\2\) = 1\)|.*\bwide_\w+\b.* NOT VALID$)/,
};

/** Columns of views that became wider: readers still get a number, and no process writes to views. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  '0010-wide-counts': [
    'column list_evaluations clicks int4',
    'column list_evaluations impressions int4',
    'column list_evaluations listed_clicks int4',
    'column list_evaluations listed_impressions int4',
    'column top_ctr_products clicks int4',
    'column top_ctr_products impressions int4',
    'column top_products views int4',
  ],
};

const name = `expanding_${randomUUID().replaceAll('-', '')}`;
let db: Kysely<Database>;

beforeEach(async () => {
  const { postgresUrl } = testEndpoints();
  await adminQuery(postgresUrl, `CREATE DATABASE ${name}`);
  db = createDatabase(databaseUrl(postgresUrl, name), TEST_DATABASE_LIMITS);
});

afterEach(async () => {
  await db.destroy();
  await adminQuery(testEndpoints().postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});

/** What a version's statements rely on, one line for each. */
async function promises(): Promise<{ kept: string[]; demanded: string[] }> {
  const kept = await lines(sql`
    SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, collation_name) AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely%'
    UNION ALL
    SELECT concat_ws(' ', 'key', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u')`);
  const demanded = await lines(sql`
    SELECT concat_ws(' ', 'value', table_name, column_name) AS line FROM information_schema.columns
    WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT concat_ws(' ', 'trigger', event_object_table, trigger_name) FROM information_schema.triggers`);
  return { kept, demanded };
}

async function lines(select: ReturnType<typeof sql<{ line: string }>>): Promise<string[]> {
  return (await select.execute(db)).rows.map(({ line }) => line).sort();
}

/** The table of a line of what is demanded. */
function tableOf(line: string): string {
  return line.split(' ')[1] ?? '';
}

async function migrateTo(migration: string): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db, provider }).migrateTo(migration);
  expect(error).toBeUndefined();
}

const names = Object.keys(MIGRATIONS).sort();

// Fails when a migration renames or drops what the version before reads, or demands what that version does not write.
it.each(names.filter((one) => one > FIRST_DEPLOYED && !CONTRACTING.includes(one)))(
  '%s leaves the version before working: nothing of its schema is gone, and its tables demand no more',
  async (migration) => {
    await migrateTo(names[names.indexOf(migration) - 1] ?? '');
    const old = await promises();
    await migrateTo(migration);
    const now = await promises();

    const gone = old.kept.filter((line) => !now.kept.includes(line));
    expect(gone).toEqual(WIDER[migration] ?? []);
    expect(now.kept).toEqual(expect.arrayContaining(gone.map((line) => line.replace(/int4$/, 'int8'))));
    const oldTables = new Set(old.kept.map(tableOf));
    expect(
      now.demanded.filter(
        (line) =>
          oldTables.has(tableOf(line)) &&
          !old.demanded.includes(line) &&
          !(KEPT_BY_EARLIER_ROWS[migration]?.test(line) ?? false),
      ),
    ).toEqual([]);
  },
);
