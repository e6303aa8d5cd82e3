import { randomUUID } from 'node:crypto';
import { Migrator, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { migrate, MIGRATIONS, newerMigrations, pendingMigrations } from '../../db/migrate';
import type { Database } from '../../db/schema';
import { testEndpoints } from '../support/servers/endpoints';
import { findStatistics } from '../../db/statistics';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { publishLists } from '../support/database/publications';
import { adminQuery, databaseUrl, TEST_DATABASE_LIMITS } from '../support/database/test-database';

const ALL = [
  '0001-lists-and-runs',
  '0002-lists-as-rows',
  '0003-totals-of-runs',
  '0004-api-keys',
  '0005-evaluations',
  '0006-evaluations-as-rows',
  '0007-figures-as-numbers',
  '0008-no-statistics-of-arrays',
  '0009-active-advertisers-of-runs',
  '0010-wide-counts',
  '0011-newest-events-of-runs',
  '0012-unknown-figures',
  '0013-descriptions-of-runs',
  '0014-inputs-by-content',
  '0015-starters-of-runs',
];

const name = `empty_${randomUUID().replaceAll('-', '')}`;
let pools: Kysely<Database>[];

beforeEach(async () => {
  const { postgresUrl } = testEndpoints();
  await adminQuery(postgresUrl, `CREATE DATABASE ${name}`);
  pools = Array.from({ length: 6 }, () =>
    createDatabase(databaseUrl(postgresUrl, name), { ...TEST_DATABASE_LIMITS, maxConnections: 2 }),
  );
});

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.destroy()));
  await adminQuery(testEndpoints().postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});

it('brings an empty database up, and does nothing the second time', async () => {
  const db = pools[0]!;
  expect(await pendingMigrations(db)).toEqual(ALL);
  expect(await migrate(db)).toEqual(ALL);
  expect(await pendingMigrations(db)).toEqual([]);
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] } });
  expect(await migrate(db)).toEqual([]);
  expect(await db.selectFrom('top_products').selectAll().execute()).toHaveLength(1);
});

// Fails when a table gets another array, or is made anew, without a word on its statistics.
it('has Postgres make no statistics of arrays in tables with a row for each advertiser', async () => {
  const db = pools[0]!;
  await migrate(db);
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] }, ctrs: { A: [['p1', 1, 1]] } });
  await sql`ANALYZE`.execute(db);
  const { rows } = await sql<{ made: boolean; columns: string[] }>`
    SELECT attstattarget IS DISTINCT FROM 0 AS made, array_agg(concat_ws('.', relname, attname)) AS columns
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND typcategory = 'A' AND EXISTS (
      SELECT FROM pg_attribute AS other WHERE other.attrelid = pg_class.oid AND other.attname = 'advertiser_id')
    GROUP BY made`.execute(db);
  expect(rows).toEqual([
    { made: false, columns: expect.arrayContaining(['model_lists.figures']) as unknown },
  ]);
  const known = await sql<{ column: string }>`
    SELECT attname AS column FROM pg_stats WHERE tablename = 'top_products_lists' ORDER BY 1`.execute(db);
  expect(known.rows.map(({ column }) => column)).toEqual(['advertiser_id', 'date']);
});

it('is safe from several processes at once: one of them does it', async () => {
  const applied = await Promise.all(pools.map((pool) => migrate(pool)));
  expect(applied.flat()).toEqual(ALL);
  expect(await pendingMigrations(pools[0]!)).toEqual([]);
});

it('leaves a database alone that a newer version has migrated, so that one can roll back to this one', async () => {
  const db = pools[0]!;
  await migrate(db);
  // As a newer version would: a further migration, and a right that this version knows nothing of.
  await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-of-later', '2030-01-01T00:00:00.000Z')`.execute(
    db,
  );
  await sql`CREATE TABLE later (id integer)`.execute(db);
  await sql`GRANT SELECT ON later TO adtech_worker`.execute(db);
  expect(await newerMigrations(db)).toEqual(['9999-of-later']);
  expect(await migrate(db)).toEqual([]);
  expect(await pendingMigrations(db)).toEqual([]);
  const { rows } = await sql<{ may: boolean }>`
    SELECT has_table_privilege('adtech_worker', 'later', 'SELECT') AS may`.execute(db);
  expect(rows).toEqual([{ may: true }]);
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] } });
});

it('refuses a database that lacks a known migration and has an unknown one', async () => {
  const db = pools[0]!;
  await migrate(db);
  await sql`UPDATE kysely_migration SET name = '9999-of-later' WHERE name = ${ALL.at(-1)}`.execute(db);
  await expect(migrate(db)).rejects.toThrow('previously executed migration 9999-of-later is missing');
});

it('leaves nothing of a migration that fails, and says what failed', async () => {
  const db = pools[0]!;
  await sql`CREATE TABLE publications (a integer)`.execute(db);
  await expect(migrate(db)).rejects.toThrow('relation "publications" already exists');
  expect(await pendingMigrations(db)).toEqual(ALL);
  const { rows } = await sql<{
    name: string | null;
  }>`SELECT to_regclass('top_products')::text AS name`.execute(db);
  expect(rows).toEqual([{ name: null }]);
  await sql`DROP TABLE publications`.execute(db);
  expect(await migrate(db)).toEqual(ALL);
});

// Fails when a rank, a figure, an id or a date changes on its way; the rows come in no order.
it('moves what the first migration has held, exactly', async () => {
  const db = pools[0]!;
  await upTo(db, '0001-lists-and-runs');
  const before = await everyEntry(db, async () => {
    await sql`
      INSERT INTO top_products (advertiser_id, product_id, views, date, rank) VALUES
        ('A', 'p2', 5, '2024-11-29', 2), ('A', 'p10', 9, '2024-11-29', 1), ('A', 'NULL', 5, '2024-11-29', 3),
        ('{b,"c"}', ${'\\'}, 0, '2024-11-29', 1), ('A', 'p2', 2147483647, '2024-11-30', 1), ('a', '😀', 1, '2024-11-30', 1)`.execute(
      db,
    );
    await sql`
      INSERT INTO top_products (advertiser_id, product_id, views, date, rank)
      SELECT 'full', 'p' || rank, 100 - rank, '2024-11-28', rank FROM generate_series(20, 1, -1) AS rank`.execute(
      db,
    );
    await sql`
      INSERT INTO top_ctr_products (advertiser_id, product_id, clicks, impressions, ctr, date, rank) VALUES
        ('A', 'p1', 1, 3, ${1 / 3}, '2024-11-29', 2), ('A', 'p2', 3, 2, 1.5, '2024-11-29', 1),
        ('B', 'p1', 49, 2147483647, ${49 / 2147483647}, '2024-11-29', 1)`.execute(db);
    await sql`
      INSERT INTO model_recommendations (model, advertiser_id, product_id, metrics, date, rank) VALUES
        ('M', 'A', 'p1', '{"sold": 3, "margin": 0.30000000000000004}', '2024-11-29', 2),
        ('M', 'A', 'p2', '{"sold": 10, "margin": -1e-7}', '2024-11-29', 1),
        ('N', 'A', 'p1', '{}', '2024-11-29', 1)`.execute(db);
    await sql`INSERT INTO advertisers VALUES ('A', '2024-11-29', '2024-11-30'), ('idle', '2024-11-29', '2024-11-29')`.execute(
      db,
    );
  });
  expect(before.map((rows) => rows.length)).toEqual([26, 3, 3, 2]);
  expect(await everyEntry(db, () => migrate(db))).toEqual(before);
});

// Fails when a run of before is lost, or its totals are made out to be 0.
it('leaves published runs as they are, their totals unknown', async () => {
  const db = pools[0]!;
  await upTo(db, '0002-lists-as-rows');
  const DATE = '2024-11-29';
  await sql`
    INSERT INTO runs (date, workflow_id, run_id, status, finished_at, published_at, rows_read, rows_kept, rows_rejected, rejects, inputs, quality)
    VALUES (${DATE}, 'w', 'r', 'published', now(), now(), 8, 7, 1, '{"empty_id": 1}', '[]', '{"ctr_above_1": 3}')`.execute(
    db,
  );
  await sql`
    INSERT INTO publications (date, fence, published_fence, run_id, published_at) VALUES (${DATE}, 1, 1, 'r', now())`.execute(
    db,
  );
  const runs = async () => (await sql<object>`SELECT * FROM runs`.execute(db)).rows;
  const before = await runs();
  expect(await migrate(db)).toEqual(ALL.slice(2));
  const notKnown = {
    totals: null,
    day_counts: null,
    active_advertisers: null,
    accepts_lost_advertisers: null,
    newest_events: null,
    ignored: null,
    sources: null,
    input_chunks: null,
    input_objects: null,
    input_bytes: null,
    started_by: null,
  };
  expect(await runs()).toEqual(before.map((run) => ({ ...run, ...notKnown })));
  expect(await findStatistics(db, MODELS, [topProducts, topCtr])).toMatchObject({
    totals: [
      {
        ...{ date: DATE, views: null, impressions: null, clicks: null, ctr: null },
        ...{ conversions: null, conversion_rate: null },
      },
    ],
    runs: [{ date: DATE, rows_read: 8, rejected_fraction: 1 / 8 }],
  });

  await publishLists(db, DATE, {});
  const { totals } = await findStatistics(db, MODELS, [topProducts, topCtr]);
  expect(totals).toEqual([
    { date: DATE, views: 5, impressions: 2, clicks: 1, ctr: 0.5, conversions: 3, conversion_rate: 3 },
  ]);
});

// Fails when a figure changes on its way, or an advertiser's models get into another order.
it('moves evaluations of before into a row for each advertiser, exactly', async () => {
  const db = pools[0]!;
  await upTo(db, '0005-evaluations');
  await sql`
    INSERT INTO runs (date, workflow_id, run_id, status) VALUES
      ('2024-11-28', 'w1', 'r1', 'published'), ('2024-11-29', 'w2', 'r2', 'published')`.execute(db);
  await sql`
    INSERT INTO evaluations VALUES ('2024-11-29', 'r2', '2024-11-28', 'r1', 2, now(), 7)`.execute(db);
  const [aThird, half] = [1 / 3, 0.5];
  await sql`
    INSERT INTO list_evaluations VALUES
      ('2024-11-29', 'B', 'TopCTR', 0, 1, 5, 0, 0, 0, 0, 0, 0, NULL),
      ('2024-11-29', 'B', 'A', 20, 1, 5, 1, 5, 1, 1, 0.05, 1, 1),
      ('2024-11-29', 'A', 'A', 3, 3, 40, 1, 20, ${aThird}, 1, 0.05, ${half}, ${20 / 30 / 1}),
      ('2024-11-29', 'A', 'TopCTR', 19, 3, 40, 3, 40, 1, 1, 0.15, 0.1, 1)`.execute(db);
  const lists = async () =>
    (await sql`SELECT * FROM list_evaluations ORDER BY advertiser_id, model`.execute(db)).rows;
  const before = await lists();
  expect(before).toHaveLength(4);
  expect(await migrate(db)).toEqual(ALL.slice(5));
  expect(await lists()).toEqual(before);
});

it('gives the views of the contract its columns, types and order, and compares ids by bytes', async () => {
  const db = pools[0]!;
  await migrate(db);
  const columnsOf = async (view: string) => {
    const { rows } = await sql<{ column: string; type: string; collation: string | null }>`
      SELECT column_name AS column, data_type AS type, collation_name AS collation
      FROM information_schema.columns WHERE table_name = ${view} AND table_schema = 'public'
      ORDER BY ordinal_position`.execute(db);
    return rows.map(({ column, type, collation }) => [column, type, collation]);
  };
  expect(await columnsOf('top_products')).toEqual([
    ['advertiser_id', 'text', 'C'],
    ['product_id', 'text', 'C'],
    ['views', 'bigint', null],
    ['date', 'date', null],
    ['rank', 'smallint', null],
  ]);
  expect(await columnsOf('top_ctr_products')).toEqual([
    ['advertiser_id', 'text', 'C'],
    ['product_id', 'text', 'C'],
    ['clicks', 'bigint', null],
    ['impressions', 'bigint', null],
    ['ctr', 'double precision', null],
    ['date', 'date', null],
    ['rank', 'smallint', null],
  ]);
});

/** As the version left the database whose newest migration this was. */
async function upTo(db: Kysely<Database>, migration: string): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db, provider }).migrateTo(migration);
  expect(error).toBeUndefined();
}

/** All rows of the tables or views after `work`. */
async function everyEntry(db: Kysely<Database>, work: () => Promise<unknown>): Promise<unknown[][]> {
  await work();
  const selects = [
    sql`SELECT advertiser_id, product_id, views, date, rank FROM top_products ORDER BY date, advertiser_id, rank`,
    sql`SELECT advertiser_id, product_id, clicks, impressions, ctr, date, rank FROM top_ctr_products ORDER BY date, advertiser_id, rank`,
    sql`SELECT model, advertiser_id, product_id, metrics, date, rank FROM model_recommendations ORDER BY model, date, advertiser_id, rank`,
    sql`SELECT advertiser_id FROM advertisers ORDER BY advertiser_id`,
  ];
  const tables = [];
  for (const select of selects) tables.push((await select.execute(db)).rows);
  return tables;
}

// Fails when the views lose their grants, earlier rows, or rows that the version before still writes.
it('makes the counts of views wide for existing lists, and for lists that the version before writes', async () => {
  const db = pools[0]!;
  await upTo(db, '0009-active-advertisers-of-runs');
  const write = async (date: string) => {
    await sql`INSERT INTO top_products_lists (date, advertiser_id, product_ids, views)
      VALUES (${date}, 'A', '{p,q}', ('{2147483647,1}'::integer[])[1:2])`.execute(db);
    await sql`INSERT INTO top_ctr_lists (date, advertiser_id, product_ids, clicks, impressions)
      VALUES (${date}, 'A', '{p}', '{1}'::integer[], '{3}'::integer[])`.execute(db);
  };
  await write('2024-11-28');
  await sql`GRANT SELECT ON top_products TO PUBLIC`.execute(db);
  await sql`GRANT SELECT ON list_evaluations TO adtech_api WITH GRANT OPTION`.execute(db);
  expect(await migrate(db)).toContain('0010-wide-counts');
  await write('2024-11-29');
  for (const date of ['2024-11-28', '2024-11-29']) {
    const { rows } = await sql<object>`
      SELECT product_id, views, pg_typeof(views)::text AS type FROM top_products WHERE date = ${date} ORDER BY rank`.execute(
      db,
    );
    expect(rows).toEqual([
      { product_id: 'p', views: 2_147_483_647, type: 'bigint' },
      { product_id: 'q', views: 1, type: 'bigint' },
    ]);
    const { rows: ctrs } = await sql<object>`
      SELECT clicks, impressions, ctr FROM top_ctr_products WHERE date = ${date}`.execute(db);
    expect(ctrs).toEqual([{ clicks: 1, impressions: 3, ctr: 1 / 3 }]);
  }
  const { rows: grants } = await sql<object>`
    SELECT relname, grantee::regrole::text AS grantee, is_grantable FROM pg_class CROSS JOIN aclexplode(relacl)
    WHERE (relname, grantee::regrole::text) IN (('top_products', '-'), ('list_evaluations', 'adtech_api'))
    ORDER BY relname`.execute(db);
  expect(grants).toEqual([
    { relname: 'list_evaluations', grantee: 'adtech_api', is_grantable: true },
    { relname: 'top_products', grantee: '-', is_grantable: false },
  ]);
});

it('names what others have made of a view that it has to make anew, and changes nothing', async () => {
  const db = pools[0]!;
  await upTo(db, '0009-active-advertisers-of-runs');
  await sql`CREATE VIEW popular AS SELECT * FROM top_products WHERE views > 10`.execute(db);
  await expect(migrate(db)).rejects.toThrow(
    'the columns of top_products become bigint, and something made by others reads it: view popular depends on view top_products. ' +
      'Drop that, run `npx adtech migrate` again, and make it anew',
  );
  expect(await pendingMigrations(db)).toEqual(ALL.slice(9));
  await sql`DROP VIEW popular`.execute(db);
  expect(await migrate(db)).toEqual(ALL.slice(9));
});
