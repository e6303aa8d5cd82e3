import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { prepareStatement } from '../../db/prepared';
import { findList } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import type { Model } from '../../domain/models/model';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { publishLists } from '../support/database/publications';
import { API_LIMITS } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let db: Kysely<Database>;

beforeEach(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.url, { ...API_LIMITS, maxConnections: 1 });
});

afterEach(async () => {
  await db.destroy();
  await database.drop();
});

it('gives each value to its name, wherever and however often the name occurs', async () => {
  const statement = prepareStatement<object, { a: string; b: number }>(
    (slot) =>
      sql`SELECT ${slot('b')}::integer AS b, ${'own'} AS own, ${slot('a')} AS a, ${slot('b')}::text AS again`,
  );
  expect(await statement(db, { a: 'x', b: 1 })).toEqual([{ b: 1, own: 'own', a: 'x', again: '1' }]);
  expect(await statement(db, { b: 2, a: 'y' })).toEqual([{ b: 2, own: 'own', a: 'y', again: '2' }]);
});

// Fails when a list is asked for by another text each time, or by one that Postgres has to plan anew.
it('asks for any list of a model by one statement, which a connection prepares once', async () => {
  await publishLists(db, '2024-11-28', { views: { A: [['p1', 28]] } });
  await publishLists(db, '2024-11-29', { views: { A: [['p2', 29]], B: [['p3', 1]] } });
  const productOf = async (advertiser: string, date?: string, limit?: number) =>
    (await findList(db, topProducts, advertiser, date, limit))?.entries[0]?.product_id;
  expect(await productOf('A')).toBe('p2');
  expect(await productOf('A', '2024-11-28')).toBe('p1');
  expect(await productOf('B', undefined, 5)).toBe('p3');
  expect(await findList(db, topCtr, 'A', undefined)).toMatchObject({ entries: [] });
  const { rows } = await sql<{ times: number }>`
    SELECT generic_plans + custom_plans AS times FROM pg_prepared_statements
    WHERE statement LIKE '%asked.number%FROM "top_products_lists"%'`.execute(db);
  expect(rows).toEqual([{ times: 3 }]);
});

// Breaks: names by the order of first use. Where two clients share a session, the name of one is then the text of the other.
it('prepares a statement under the same name in each process, whichever comes first', async () => {
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] }, ctrs: { A: [['p1', 1, 2]] } });
  const namesAfter = async (...models: readonly Model[]) => {
    // Loaded anew, as by another process.
    const loaded: { create?: typeof createDatabase } = {};
    await jest.isolateModulesAsync(async () => {
      loaded.create = (await import('../../db/database.js')).createDatabase;
    });
    const pool = loaded.create!(database.url, { ...API_LIMITS, maxConnections: 1 });
    try {
      for (const model of models) await findList(pool, model, 'A', undefined);
      const { rows } = await sql<{ name: string; statement: string }>`
        SELECT name, statement FROM pg_prepared_statements WHERE name <> '' ORDER BY statement`.execute(pool);
      return rows;
    } finally {
      await pool.destroy();
    }
  };
  const names = await namesAfter(topProducts, topCtr);
  expect(names).toHaveLength(2);
  expect(await namesAfter(topCtr, topProducts)).toEqual(names);
});

// Fails when a connection goes on with plans of before a migration.
it('goes on when a migration has changed a table since', async () => {
  await sql`CREATE TABLE changing (id integer); INSERT INTO changing VALUES (1)`.execute(db);
  const read = async () => (await sql`SELECT * FROM changing WHERE id = ${1}`.execute(db)).rows;
  expect(await read()).toEqual([{ id: 1 }]);
  await sql`ALTER TABLE changing ADD COLUMN more text DEFAULT 'm'`.execute(database.db);
  expect(await read()).toEqual([{ id: 1, more: 'm' }]);
  expect(await read()).toEqual([{ id: 1, more: 'm' }]);
});
