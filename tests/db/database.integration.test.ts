import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { databaseFault } from '../../db/errors';
import type { Database } from '../../db/schema';
import { testEndpoints } from '../support/servers/endpoints';
import { publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { adminQuery, createTestDatabase, TEST_DATABASE_LIMITS } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

// Fails without the type parsers: pg makes a Date at local midnight of a date, and a text of a bigint.
it('reads dates as YYYY-MM-DD and bigints as numbers, whatever the server and the process are set to', async () => {
  const { pathname } = new URL(database.url);
  for (const setting of ["datestyle = 'German'", "timezone = 'Pacific/Kiritimati'"])
    await adminQuery(testEndpoints().postgresUrl, `ALTER DATABASE ${pathname.slice(1)} SET ${setting}`);
  const db = createDatabase(database.url, TEST_DATABASE_LIMITS);
  try {
    for (const day of ['2024-02-29', '2024-03-10', '2024-12-31', '0001-01-01']) {
      await publishLists(db, day, { views: { A: [['p1', 1]] }, ctrs: { A: [['p1', 1, 2]] } });
      for (const table of ['top_products', 'top_ctr_products', 'runs', 'publications'] as const) {
        const { date } = await db
          .selectFrom(table)
          .select('date')
          .where('date', '=', day)
          .executeTakeFirstOrThrow();
        expect(date).toBe(day);
      }
    }
    const { rows } = await sql<{ big: number }>`SELECT 9007199254740991::bigint AS big`.execute(db);
    expect(rows).toEqual([{ big: Number.MAX_SAFE_INTEGER }]);
  } finally {
    await db.destroy();
  }
});

describe('on a network that breaks', () => {
  let proxy: TcpProxy;
  let db: Kysely<Database>;
  let idleErrors: Error[];

  beforeEach(async () => {
    proxy = await startTcpProxy(targetOf(database.url));
    idleErrors = [];
    db = createDatabase(throughProxy(database.url, proxy), {
      ...TEST_DATABASE_LIMITS,
      maxConnections: 3,
      connectTimeoutMs: 400,
      queryTimeoutMs: 500,
      onIdleError: (error) => idleErrors.push(error),
    });
  });

  afterEach(async () => {
    proxy.cutAll();
    await db.destroy();
    await proxy.stop();
  });

  const ask = () => sql`SELECT 1`.execute(db);
  const faultOf = async (work: () => Promise<unknown>) =>
    databaseFault(await work().catch((error: unknown) => error));

  it('reports an idle connection that breaks, and goes on with a new one', async () => {
    await ask();
    proxy.cutAll();
    while (idleErrors.length === 0) await new Promise(setImmediate);
    await expect(ask()).resolves.toBeDefined();
    expect(idleErrors).toHaveLength(1);
  });

  // Fails, with the process, when a connection in use has no listener for its `error` event.
  it('survives a connection that breaks between the statements of a transaction', async () => {
    const fault = await faultOf(() =>
      db.transaction().execute(async (trx) => {
        await sql`SELECT 1`.execute(trx);
        proxy.cutAll();
        await new Promise((resolve) => setTimeout(resolve, 50));
        await sql`SELECT 2`.execute(trx);
      }),
    );
    expect(fault).toBe('passing');
    await expect(ask()).resolves.toBeDefined();
  });

  // Fails when a timed-out connection goes back into the pool: each query would wait on it in vain.
  it('gives a silent connection up with its first timeout, and does not use it again', async () => {
    await Promise.all([ask(), ask(), ask()]);
    proxy.silenceOpenConnections();
    expect(await Promise.all([faultOf(ask), faultOf(ask), faultOf(ask)])).toEqual([
      'passing',
      'passing',
      'passing',
    ]);
    await expect(Promise.all([ask(), ask(), ask()])).resolves.toHaveLength(3);
  });

  // Fails when the wait for the connection and the wait for the answer add up.
  it('answers within the timeout of a statement, the wait for a connection included', async () => {
    const timeoutMs = 1_000;
    const slow = createDatabase(throughProxy(database.url, proxy), {
      ...TEST_DATABASE_LIMITS,
      maxConnections: 1,
      connectTimeoutMs: timeoutMs,
      queryTimeoutMs: timeoutMs,
    });
    const busy = sql`SELECT pg_sleep(0.8)`.execute(slow);
    const begunAt = performance.now();
    const fault = faultOf(() => sql`SELECT 1`.execute(slow));
    await busy;
    proxy.silenceOpenConnections();
    expect(await fault).toBe('passing');
    expect(performance.now() - begunAt).toBeLessThan(1.6 * timeoutMs);
    await slow.destroy();
  });

  it('does not wait a second time for the rollback of a silent transaction', async () => {
    const begunAt = performance.now();
    const fault = await faultOf(() =>
      db.transaction().execute(async (trx) => {
        proxy.silenceOpenConnections();
        await sql`SELECT 1`.execute(trx);
      }),
    );
    expect(fault).toBe('passing');
    expect(performance.now() - begunAt).toBeLessThan(900);
  });

  it.each(['refuse', 'hang'] as const)('calls it passing when the server is set to %s', async (mode) => {
    await ask();
    await proxy.setMode(mode);
    for (let i = 0; i < 5; i++) expect(await faultOf(ask)).toBe('passing');
    await proxy.setMode('pass');
    await expect(ask()).resolves.toBeDefined();
  });

  it('calls it passing when the host has no name', async () => {
    const nowhere = createDatabase(
      'postgres://adtech@no-such-host.invalid:5432/adtech',
      TEST_DATABASE_LIMITS,
    );
    expect(await faultOf(() => sql`SELECT 1`.execute(nowhere))).toBe('passing');
    await nowhere.destroy();
  });

  it.each([
    [
      'a duplicate key',
      sql`INSERT INTO advertisers VALUES ('A', '2024-01-01', '2024-01-01'), ('A', '2024-01-01', '2024-01-01')`,
    ],
    ['an unknown table', sql`SELECT FROM no_such_table`],
    ['a number out of range', sql`SELECT 2147483648::integer`],
  ])('calls %s permanent', async (_, statement) => {
    expect(await faultOf(() => statement.execute(db))).toBe('permanent');
  });

  it('says nothing of errors that are none of the database', () => {
    for (const error of [new Error('other'), new TypeError('x'), 'text', undefined])
      expect(databaseFault(error)).toBeUndefined();
  });
});
