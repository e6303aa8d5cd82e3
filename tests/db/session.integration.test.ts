import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { databaseFault } from '../../db/errors';
import { findHistory, findList } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { testEndpoints } from '../support/servers/endpoints';
import { publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { adminQuery, createTestDatabase, TEST_DATABASE_LIMITS } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** What a server may be set to; each of them changes texts that answers are made of, or what a transaction sees. */
const OTHER_SETTINGS = [
  "datestyle = 'SQL, DMY'",
  "timezone = 'Pacific/Kiritimati'",
  "intervalstyle = 'iso_8601'",
  "bytea_output = 'escape'",
  'extra_float_digits = 0',
  "client_encoding = 'LATIN1'",
  'standard_conforming_strings = off',
  "default_transaction_isolation = 'serializable'",
];

let database: TestDatabase;
let db: Kysely<Database>;

beforeEach(async () => {
  database = await createTestDatabase();
  const { pathname } = new URL(database.url);
  for (const setting of OTHER_SETTINGS)
    await adminQuery(testEndpoints().postgresUrl, `ALTER DATABASE ${pathname.slice(1)} SET ${setting}`);
});

afterEach(async () => {
  await db.destroy();
  await database.drop();
});

function withOptions(options: string): string {
  const url = new URL(database.url);
  url.searchParams.set('options', options);
  return url.href;
}

it.each([undefined, 'transaction'] as const)(
  'publishes and reads the same whatever the database is set to and the URL asks for (pooler: %s)',
  async (pooler) => {
    const url = withOptions('-c search_path=public -c DateStyle=German -c extra_float_digits=-3');
    db = createDatabase(url, { ...TEST_DATABASE_LIMITS, pooler });
    const { publishedAt } = await publishLists(db, '2026-11-29', {
      views: { 'né€': [['p1', 3]] },
      ctrs: { 'né€': [['p1', 8, 9]] },
    });
    const list = await findList(db, topCtr, 'né€', '2026-11-29');
    expect(list).toMatchObject({ date: '2026-11-29', publishedAt: publishedAt.toISOString() });
    expect(list?.entries).toMatchObject([{ product_id: 'p1', ctr: 8 / 9 }]);
    const history = await findHistory(db, MODELS, 'né€', 7);
    expect(history?.newestDate).toBe('2026-11-29');
    expect(history?.lists['top_ctr']).toMatchObject([{ date: '2026-11-29', ctr: 8 / 9 }]);
    const { rows } = await sql`
      SELECT '\\x00ff'::bytea AS bytes, ${sql.lit('a\\b')} AS literal, timestamptz '2026-11-29 23:00Z' AS time,
        current_setting('transaction_isolation') AS isolation`.execute(db);
    expect(rows).toEqual([
      {
        bytes: Buffer.from([0, 255]),
        literal: 'a\\b',
        time: new Date('2026-11-29T23:00:00Z'),
        isolation: 'read committed',
      },
    ]);
  },
);

it('keeps what else a URL asks for, its limits in place of ours', async () => {
  await adminQuery(database.url, 'CREATE SCHEMA shop');
  const url = `${withOptions('-c search_path=shop,public -c statement_timeout=4321')}&lock_timeout=1234`;
  db = createDatabase(url, TEST_DATABASE_LIMITS);
  const { rows } = await sql`
    SELECT current_schema() AS schema, current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock, current_setting('DateStyle') AS style,
      current_setting('client_connection_check_interval') AS check`.execute(db);
  expect(rows).toEqual([
    { schema: 'shop', statement: '4321ms', lock: '1234ms', style: 'ISO, MDY', check: '1s' },
  ]);
});

// What a proxy does that answers a SET by itself, or passes another one on.
it.each([undefined, 'transaction'] as const)(
  'refuses a connection that does not keep what was set, by name (pooler: %s)',
  async (pooler) => {
    const proxy = await startTcpProxy(targetOf(database.url));
    proxy.hooks = {
      toServer: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('ISO, MDY', 'SQL, DMY'), 'latin1'),
    };
    db = createDatabase(throughProxy(database.url, proxy), { ...TEST_DATABASE_LIMITS, pooler });
    try {
      const error: unknown = await sql`SELECT`.execute(db).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toMatch(
        /\(DATABASE_URL\) does not keep the settings of a session: datestyle is SQL, DMY and not ISO, MDY; /,
      );
      expect(databaseFault(error)).toBe('permanent');
    } finally {
      proxy.cutAll();
      await proxy.stop();
    }
  },
);
