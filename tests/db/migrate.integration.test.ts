import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { createDatabase } from '../../db/database';
import { migrate, pendingMigrations } from '../../db/migrate';
import type { Database } from '../../db/schema';
import { testEndpoints } from '../support/endpoints';
import { publishLists } from '../support/publications';
import { adminQuery, databaseUrl, TEST_DATABASE_LIMITS } from '../support/test-database';

const FIRST = '0001-lists-and-runs';

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
  expect(await pendingMigrations(db)).toEqual([FIRST]);
  expect(await migrate(db)).toEqual([FIRST]);
  expect(await pendingMigrations(db)).toEqual([]);
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] } });
  expect(await migrate(db)).toEqual([]);
  expect(await db.selectFrom('top_products').selectAll().execute()).toHaveLength(1);
});

it('is safe from several processes at once: one of them does it', async () => {
  const applied = await Promise.all(pools.map((pool) => migrate(pool)));
  expect(applied.flat()).toEqual([FIRST]);
  expect(await pendingMigrations(pools[0]!)).toEqual([]);
});

it('leaves nothing of a migration that fails, and says what failed', async () => {
  const db = pools[0]!;
  await sql`CREATE TABLE publications (a integer)`.execute(db);
  await expect(migrate(db)).rejects.toThrow('relation "publications" already exists');
  expect(await pendingMigrations(db)).toEqual([FIRST]);
  const { rows } = await sql<{
    name: string | null;
  }>`SELECT to_regclass('top_products')::text AS name`.execute(db);
  expect(rows).toEqual([{ name: null }]);
  await sql`DROP TABLE publications`.execute(db);
  expect(await migrate(db)).toEqual([FIRST]);
});

it('makes the tables of the contract, unique on advertiser, product and date', async () => {
  const db = pools[0]!;
  await migrate(db);
  const columnsOf = async (table: string) => {
    const { rows } = await sql<{ column: string; type: string }>`
      SELECT column_name AS column, data_type AS type FROM information_schema.columns
      WHERE table_name = ${table} AND table_schema = 'public'`.execute(db);
    return Object.fromEntries(rows.map(({ column, type }) => [column, type]));
  };
  expect(await columnsOf('top_products')).toEqual({
    advertiser_id: 'text',
    product_id: 'text',
    views: 'integer',
    date: 'date',
    rank: 'smallint',
  });
  expect(await columnsOf('top_ctr_products')).toEqual({
    advertiser_id: 'text',
    product_id: 'text',
    clicks: 'integer',
    impressions: 'integer',
    ctr: 'double precision',
    date: 'date',
    rank: 'smallint',
  });
  const inserts = [
    sql`INSERT INTO top_products VALUES ('a', 'p', 1, '2024-11-29', 1)`,
    sql`INSERT INTO top_ctr_products VALUES ('a', 'p', 1, 2, 0.5, '2024-11-29', 1)`,
  ];
  for (const insert of inserts) {
    await insert.execute(db);
    await expect(insert.execute(db)).rejects.toMatchObject({ code: '23505' });
  }
});
