import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { createDatabase } from '../../db/database';
import type { DatabaseOptions } from '../../db/database';
import { databaseFault } from '../../db/errors';
import { migrate } from '../../db/migrate';
import { DatabaseRefusedError } from '../../db/refusal';
import { findList } from '../../db/recommendations';
import { API_ROLE, grantRole, WORKER_ROLE } from '../../db/roles';
import type { ProcessRole } from '../../db/roles';
import type { Database } from '../../db/schema';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { roleName } from '../support/database/database-users';
import { testEndpoints } from '../support/servers/endpoints';
import { POOLER_START_MS, startPgBouncer } from '../support/servers/pgbouncer';
import type { PgBouncer, PgBouncerOptions } from '../support/servers/pgbouncer';
import { publishLists } from '../support/database/publications';
import { API_LIMITS } from '../support/api/test-api';
import {
  adminQuery,
  createTestDatabase,
  databaseUrl,
  TEST_DATABASE_LIMITS,
} from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** What guides say to make a program work that sends parameters at its start; so the pooler refuses nothing. */
const IGNORING = {
  ignore_startup_parameters: 'options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
};

let database: TestDatabase;
let poolers: PgBouncer[];
let pools: Kysely<Database>[];
let clients: Client[];

beforeAll(async () => {
  // Installs it where there is none.
  const first = await startPgBouncer([testEndpoints().postgresUrl], { mode: 'session', poolSize: 1 });
  await first.stop();
}, POOLER_START_MS);

beforeEach(async () => {
  database = await createTestDatabase();
  [poolers, pools, clients] = [[], [], []];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await Promise.all(pools.map((pool) => pool.destroy()));
  await Promise.all(poolers.map((pooler) => pooler.stop()));
  await database.drop();
});

/** The test's database through its own pooler. */
async function pooled(options: PgBouncerOptions, url = database.url): Promise<string> {
  const pooler = await startPgBouncer([url], options);
  poolers.push(pooler);
  return pooler.through(url);
}

function open(url: string, options: Partial<DatabaseOptions> = {}): Kysely<Database> {
  const db = createDatabase(url, { ...API_LIMITS, ...options });
  pools.push(db);
  return db;
}

/** Another program, which knows nothing of ours. */
async function stranger(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

function takes(role: ProcessRole): Pick<DatabaseOptions, 'role'> {
  return {
    role: {
      role,
      onRefused: (reason) => {
        throw new Error(reason);
      },
    },
  };
}

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);
const ask = (db: Kysely<Database>) => failureOf(sql`SELECT`.execute(db));

interface State {
  readonly role: string;
  readonly style: string;
  readonly zone: string;
  readonly timeout: string;
  readonly path: string;
}

const STATE = `SELECT current_user::text AS role, current_setting('DateStyle') AS style, current_setting('TimeZone') AS zone,
  current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path`;

async function stateOf(db: Kysely<Database>): Promise<State> {
  const { rows } = await sql.raw<State>(STATE).execute(db);
  return rows[0]!;
}

describe('a pooler in transaction mode that no setting names', () => {
  it.each([
    ['with one session', { poolSize: 1, settings: {} }],
    ['with many', { poolSize: 8, settings: {} }],
    ['that takes its sessions in turn', { poolSize: 8, settings: { server_round_robin: 1 } }],
    ['that refuses parameters', { poolSize: 8, settings: { ignore_startup_parameters: '' } }],
  ])('%s is refused with both remedies, and nothing is tried again', async (_, { poolSize, settings }) => {
    const url = await pooled({ mode: 'transaction', poolSize, settings: { ...IGNORING, ...settings } });
    const error = await ask(open(url));
    expect(error).toBeInstanceOf(DatabaseRefusedError);
    expect((error as Error).message).toMatch(
      /pooler in transaction mode.*DATABASE_POOLER=transaction, or DATABASE_URL to an address of Postgres itself/,
    );
    expect(databaseFault(error)).toBe('permanent');
  });

  it('is refused while others keep its sessions busy', async () => {
    const url = await pooled({ mode: 'transaction', poolSize: 3, settings: IGNORING });
    const others = await Promise.all(Array.from({ length: 6 }, () => stranger(url)));
    let isOver = false;
    const load = others.map(async (client) => {
      while (!isOver) await client.query('SELECT pg_sleep(0.002)');
    });
    try {
      for (let i = 0; i < 5; i++) expect(await ask(open(url))).toBeInstanceOf(DatabaseRefusedError);
    } finally {
      isOver = true;
      await Promise.all(load);
    }
  });
});

describe('a pooler in session mode', () => {
  it.each([
    ['as it comes', {}],
    ['that clears nothing between two clients', { server_reset_query: '' }],
    ['that leaves parameters out', IGNORING],
  ])('%s is as good as Postgres itself', async (_, settings) => {
    const url = await pooled({ mode: 'session', poolSize: 8, settings });
    const left = await stranger(url);
    await left.query(
      `SET ROLE ${API_ROLE.name}; SET search_path = nowhere; SET datestyle = 'SQL, DMY'; SET timezone = 'Asia/Tokyo'`,
    );
    await left.end();
    clients = [];
    const address = new URL(url);
    address.searchParams.set('options', '-c search_path=public -c timezone=Asia/Tokyo');
    const db = open(address.href, takes(WORKER_ROLE));
    const states = await Promise.all(Array.from({ length: 4 }, () => stateOf(db)));
    expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(
      new Set([
        JSON.stringify({
          role: WORKER_ROLE.name,
          style: 'ISO, MDY',
          zone: 'UTC',
          timeout: '2s',
          path: 'public',
        }),
      ]),
    );
    await publishLists(db, '2024-11-29', { views: { A: [['p1', 3]] } });
    expect(await findList(db, topProducts, 'A', undefined)).toMatchObject({ date: '2024-11-29' });
  });

  it('takes migrations', async () => {
    const url = await pooled({ mode: 'session', poolSize: 8 });
    expect(await migrate(open(url, { maxConnections: 2 }))).toEqual([]);
  });
});

describe('with DATABASE_POOLER=transaction', () => {
  const shared = { pooler: 'transaction' } as const;
  // Each statement finds what the one before has left.
  const ONE_SESSION: PgBouncerOptions = { mode: 'transaction', poolSize: 1 };

  it('gives each statement its settings and its role, whatever others have left, and leaves nothing', async () => {
    const { pathname } = new URL(database.url);
    for (const setting of ["datestyle = 'SQL, DMY'", "timezone = 'Pacific/Kiritimati'"])
      await adminQuery(testEndpoints().postgresUrl, `ALTER DATABASE ${pathname.slice(1)} SET ${setting}`);
    const url = await pooled(ONE_SESSION);
    const other = await stranger(url);
    const owner = (await other.query<State>(STATE)).rows[0]!;
    expect(owner).toMatchObject({ style: 'SQL, DMY', timeout: '0' });
    const worker = open(url, { ...shared, ...takes(WORKER_ROLE) });
    const api = open(url, { ...shared, ...takes(API_ROLE) });
    const cli = open(url, shared);
    const ours = { style: 'ISO, MDY', zone: 'UTC', timeout: '2s', path: owner.path };
    for (let i = 0; i < 3; i++) {
      expect(await stateOf(worker)).toEqual({ ...ours, role: WORKER_ROLE.name });
      expect(await stateOf(api)).toEqual({ ...ours, role: API_ROLE.name });
      expect(await api.transaction().execute((trx) => stateOf(trx as unknown as Kysely<Database>))).toEqual({
        ...ours,
        role: API_ROLE.name,
      });
      expect((await other.query<State>(STATE)).rows).toEqual([owner]);
      await other.query(`SET ROLE ${API_ROLE.name}; SET search_path = nowhere; SET timezone = 'Asia/Tokyo'`);
      expect(await stateOf(cli)).toEqual({ ...ours, role: owner.role });
      await other.query('RESET ALL; RESET ROLE');
    }
  });

  it('gives two processes that share a session each its own list', async () => {
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 3]] }, ctrs: { A: [['p2', 1, 4]] } });
    const url = await pooled(ONE_SESSION);
    const [one, another] = [open(url, shared), open(url, shared)];
    const products = () => findList(one, topProducts, 'A', undefined);
    const ctrs = () => findList(another, topCtr, 'A', undefined);
    const answers = await Promise.all(Array.from({ length: 20 }, () => [products(), ctrs()]).flat());
    answers.forEach((answer, i) => {
      expect(answer?.entries).toMatchObject(
        i % 2 === 0 ? [{ product_id: 'p1', views: 3 }] : [{ product_id: 'p2', clicks: 1 }],
      );
    });
  });

  it('commits a statement alone before it answers, and undoes one that fails', async () => {
    const url = await pooled({ mode: 'transaction', poolSize: 4 });
    const db = open(url, shared);
    await sql`INSERT INTO advertisers VALUES (${'A'})`.execute(db);
    expect(await database.db.selectFrom('advertisers').selectAll().execute()).toHaveLength(1);
    const error = await failureOf(sql`INSERT INTO advertisers VALUES (${'B'}), (${'A'})`.execute(db));
    expect(error).toMatchObject({ code: '23505' });
    expect(await database.db.selectFrom('advertisers').selectAll().execute()).toHaveLength(1);
    expect(await ask(db)).toBeUndefined();
  });

  it('rolls a transaction back that fails, and begins the next one anew', async () => {
    const db = open(await pooled(ONE_SESSION), { ...shared, maxConnections: 1 });
    const error = await failureOf(
      db.transaction().execute(async (trx) => {
        await sql`INSERT INTO advertisers VALUES (${'A'})`.execute(trx);
        await sql`SELECT 1 / ${0}::integer`.execute(trx);
      }),
    );
    expect(error).toMatchObject({ code: '22012' });
    expect(await db.selectFrom('advertisers').selectAll().execute()).toEqual([]);
    await publishLists(db, '2024-11-29', { views: { A: [['p1', 3]] } });
    expect(await findList(db, topProducts, 'A', '2024-11-29')).toMatchObject({
      entries: [{ product_id: 'p1' }],
    });
  });

  // Fails when a role that is gone leaves a transaction open on the connection.
  it('goes on after a transaction that could not begin', async () => {
    const role: ProcessRole = { name: roleName(), process: 'the test', rights: { advertisers: ['SELECT'] } };
    const rename = (from: string, to: string) =>
      sql.raw(`ALTER ROLE ${from} RENAME TO ${to}`).execute(database.db);
    await grantRole(database.db, role);
    try {
      const db = open(await pooled(ONE_SESSION), { ...shared, ...takes(role), maxConnections: 1 });
      expect(await stateOf(db)).toMatchObject({ role: role.name });
      await rename(role.name, `${role.name}_gone`);
      const gone = { code: '22023', message: `role "${role.name}" does not exist` };
      expect(await failureOf(db.transaction().execute((trx) => sql`SELECT`.execute(trx)))).toMatchObject(
        gone,
      );
      expect(await ask(db)).toMatchObject(gone);
      await rename(`${role.name}_gone`, role.name);
      expect(await stateOf(db)).toMatchObject({ role: role.name });
    } finally {
      await sql.raw(`DROP OWNED BY ${role.name}; DROP ROLE ${role.name}`).execute(database.db);
    }
  });

  it('ends a statement that takes too long, and goes on', async () => {
    const db = open(await pooled(ONE_SESSION), { ...shared, maxConnections: 1, statementTimeoutMs: 200 });
    expect(databaseFault(await failureOf(sql`SELECT pg_sleep(5)`.execute(db)))).toBe('passing');
    expect(await ask(db)).toBeUndefined();
  });

  it('takes settings of the URL into each transaction', async () => {
    const url = new URL(await pooled(ONE_SESSION));
    url.search = 'options=-c%20search_path%3Dpg_catalog%2C%5C%20public%20--statement-timeout%3D1234';
    expect(await stateOf(open(url.href, shared))).toMatchObject({
      path: 'pg_catalog, public',
      timeout: '1234ms',
      zone: 'UTC',
    });
  });
});

it.each([
  [
    'a database that is not there',
    (url: string) => databaseUrl(url, 'no_such_database'),
    /make the database, or correct DATABASE_URL/,
  ],
  [
    'a password that is wrong',
    (url: string) => Object.assign(new URL(url), { password: 'wrong' }).href,
    /correct user and password in DATABASE_URL/,
  ],
])('says what to do about %s, with a pooler and without', async (_, spoil, remedy) => {
  // By itself PgBouncer lets a client wait 15 s after a failed login before it tries another.
  const settings = { server_login_retry: 1 };
  for (const url of [database.url, await pooled({ mode: 'session', poolSize: 2, settings })]) {
    for (const pooler of [undefined, 'transaction'] as const) {
      const error = await ask(open(spoil(url), { pooler, connectTimeoutMs: 10_000, queryTimeoutMs: 10_000 }));
      expect((error as Error).message).toMatch(remedy);
      expect((error as Error).message).not.toContain(new URL(url).password);
      expect(databaseFault(error)).toBe('permanent');
    }
  }
});

it('calls a fault passing when the server behind a pooler does not answer', async () => {
  const nowhere = Object.assign(new URL(database.url), { port: '1' }).href;
  const url = await pooled(
    { mode: 'transaction', poolSize: 2, settings: { server_connect_timeout: 1, query_wait_timeout: 1 } },
    nowhere,
  );
  const db = open(url, {
    ...TEST_DATABASE_LIMITS,
    pooler: 'transaction',
    connectTimeoutMs: 4_000,
    queryTimeoutMs: 4_000,
  });
  expect(databaseFault(await ask(db))).toBe('passing');
});

it('refuses a pooler in statement mode, which has no transactions', async () => {
  const error = await ask(open(await pooled({ mode: 'statement', poolSize: 2 }), { pooler: 'transaction' }));
  expect((error as Error).message).toMatch(/statement mode: set pool_mode to session or transaction there/);
  expect(databaseFault(error)).toBe('permanent');
});
