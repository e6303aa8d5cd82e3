import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { API_ROLE, findFaultOfRole, grantRole, PROCESS_ROLES, WORKER_ROLE } from '../../db/roles';
import type { ProcessRole } from '../../db/roles';
import { createApiKey, findActiveApiKeys } from '../../db/api-keys';
import { createDatabase } from '../../db/database';
import { migrate, pendingMigrations } from '../../db/migrate';
import { findHistory, findList, findLists, findListsOf } from '../../db/recommendations';
import { findDateRecords, findPublishedInputs } from '../../db/date-records';
import { findLatestRuns, findRunsOf, recordRunEnd } from '../../db/runs';
import { countPublications, findNewestDate } from '../../db/publication';
import type { Database } from '../../db/schema';
import { findStatistics } from '../../db/statistics';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { createDatabaseUser, roleName } from '../support/database/database-users';
import type { DatabaseUser } from '../support/database/database-users';
import { testEndpoints } from '../support/servers/endpoints';
import { newRun, publishLists } from '../support/database/publications';
import {
  adminQuery,
  createTestDatabase,
  databaseUrl,
  TEST_DATABASE_LIMITS,
} from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let pools: Kysely<Database>[];
let reasons: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  pools = [];
  reasons = [];
});

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.destroy()));
  await database.drop();
});

/** A pool as the API has one, or the worker. */
function asApi(url = database.url, role: ProcessRole = API_ROLE): Kysely<Database> {
  const db = createDatabase(url, {
    ...TEST_DATABASE_LIMITS,
    role: { role, onRefused: (reason) => reasons.push(reason) },
  });
  pools.push(db);
  return db;
}

async function roleOf(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ role: string }>`SELECT current_user::text AS role`.execute(db);
  return rows[0]!.role;
}

describe('a connection of the API', () => {
  let api: Kysely<Database>;

  beforeEach(async () => {
    await publishLists(database.db, '2024-11-28', {
      views: { A: [['p1', 2]] },
      ctrs: { A: [['p1', 1, 3]] },
    });
    await publishLists(database.db, '2024-11-29', {
      views: { A: [['p2', 3]] },
      ctrs: { A: [['p1', 1, 2]] },
    });
    await createApiKey(database.db, 'n', null);
    api = asApi();
  });

  it('has the role and nothing else, each of them', async () => {
    const roles = await Promise.all(Array.from({ length: 8 }, () => roleOf(api)));
    expect(new Set(roles)).toEqual(new Set([API_ROLE.name]));
    expect(reasons).toEqual([]);
  });

  it('reads everything that the API answers from', async () => {
    for (const model of [topProducts, topCtr]) {
      expect(await findList(api, model, 'A', undefined)).toMatchObject({ date: '2024-11-29', entries: [{}] });
      expect((await findLists(api, model, '2024-11-28')).size).toBe(1);
    }
    expect(await findHistory(api, MODELS, 'A', 7)).toMatchObject({
      lists: { top_products: [{}, {}], top_ctr: [{}, {}] },
    });
    const many = await findListsOf(api, MODELS, ['A'], { date: undefined, limit: 20 });
    expect(many.lists.get('A')).toMatchObject({ top_products: [{}], top_ctr: [{}] });
    expect(await countPublications(api)).toBeGreaterThan(0);
    expect(await findNewestDate(api)).toBe('2024-11-29');
    expect(await findLatestRuns(api, { from: undefined, to: undefined, limit: 9 })).toHaveLength(2);
    expect(await findRunsOf(api, '2024-11-29', 20)).toHaveLength(1);
    expect(await findStatistics(api, MODELS, [topProducts, topCtr])).toMatchObject({ advertiser_count: 1 });
    expect((await findDateRecords(api, '2024-11-28', '2024-11-29')).size).toBe(2);
    expect(await findPublishedInputs(api, '2024-11-28', '2024-11-29')).toHaveLength(1);
    expect(await findActiveApiKeys(api)).toHaveLength(1);
    expect(await pendingMigrations(api)).toEqual([]);
    for (const relation of Object.keys(API_ROLE.rights))
      await sql`SELECT FROM ${sql.table(relation)} LIMIT 1`.execute(api);
  });

  it('may read exactly what is listed, and nothing more', async () => {
    const { rows } = await sql<{ relation: string; right: string }>`
      SELECT relname AS relation, "right"
      FROM pg_class CROSS JOIN unnest(ARRAY[
        'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'
      ]) AS "right"
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
        AND has_table_privilege(${API_ROLE.name}, oid, "right")
      ORDER BY relname`.execute(database.db);
    expect(rows).toEqual(
      Object.keys(API_ROLE.rights)
        .sort()
        .map((relation) => ({ relation, right: 'SELECT' })),
    );
  });

  it('can change no table and no sequence, whichever there are', async () => {
    const { rows } = await sql<{ name: string; kind: string; column: string | null }>`
      SELECT relname AS name, relkind AS kind, (
        SELECT attname FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 ORDER BY attnum LIMIT 1
      ) AS column
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')`.execute(
      database.db,
    );
    expect(rows.filter(({ kind }) => kind === 'r').length).toBeGreaterThanOrEqual(9);
    expect(rows.filter(({ kind }) => kind === 'S').length).toBeGreaterThanOrEqual(2);
    for (const { name, kind, column } of rows) {
      const table = sql.table(name);
      const statements =
        kind === 'S'
          ? [sql`SELECT nextval(${name})`, sql`SELECT setval(${name}, 1)`]
          : [
              sql`INSERT INTO ${table} DEFAULT VALUES`,
              sql`UPDATE ${table} SET ${sql.ref(column!)} = ${sql.ref(column!)}`,
              sql`DELETE FROM ${table}`,
              sql`TRUNCATE ${table}`,
              sql`DROP TABLE ${table}`,
            ];
      for (const statement of statements)
        await expect(statement.execute(api)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('can make nothing, and read no table that is not its own', async () => {
    await sql`CREATE TABLE of_others (secret text)`.execute(database.db);
    for (const statement of [
      sql`CREATE TABLE t (a integer)`,
      sql`CREATE VIEW v AS SELECT 1`,
      sql`CREATE SCHEMA s`,
      sql`CREATE ROLE r`,
      sql`CREATE EXTENSION pgcrypto`,
      sql`SELECT FROM of_others`,
      sql`SELECT pg_read_file('PG_VERSION')`,
      sql`COPY advertisers TO PROGRAM 'true'`,
    ])
      await expect(statement.execute(api)).rejects.toThrow(/permission denied/);
  });

  it('keeps the role over a statement that fails and a transaction that is rolled back', async () => {
    const one = createDatabase(database.url, {
      ...TEST_DATABASE_LIMITS,
      maxConnections: 1,
      role: { role: API_ROLE, onRefused: (reason) => reasons.push(reason) },
    });
    pools.push(one);
    await expect(sql`SELECT 1/0`.execute(one)).rejects.toThrow('division by zero');
    await expect(
      one.transaction().execute(async (trx) => {
        await sql`SELECT 1`.execute(trx);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await roleOf(one)).toBe(API_ROLE.name);
  });
});

describe('a connection of the worker', () => {
  let worker: Kysely<Database>;

  beforeEach(() => {
    worker = asApi(database.url, WORKER_ROLE);
  });

  it('publishes, publishes again, and records a run that failed', async () => {
    expect(await roleOf(worker)).toBe(WORKER_ROLE.name);
    for (const product of ['p1', 'p2'])
      await publishLists(worker, '2024-11-29', {
        views: { A: [[product, 2]] },
        ctrs: { A: [[product, 1, 3]] },
      });
    const run = newRun('2024-11-29');
    await recordRunEnd(worker, run, 'failed', { step: 'filterLogs', type: 'BadLog', message: 'm' });
    expect(await findList(worker, topProducts, 'A', undefined)).toMatchObject({
      entries: [{ product_id: 'p2' }],
    });
    const runs = await findRunsOf(worker, '2024-11-29', 20);
    expect(runs.map(({ status }) => status)).toEqual(['failed', 'published', 'published']);
    expect(await pendingMigrations(worker)).toEqual([]);
    expect(reasons).toEqual([]);
  });

  it('can make, change and empty no table, and does not see the keys of the API', async () => {
    await createApiKey(database.db, 'n', null);
    for (const statement of [
      sql`SELECT id FROM api_keys`,
      sql`INSERT INTO api_keys (id, name, secret_sha256) VALUES ('i', 'n', 's')`,
      sql`UPDATE api_keys SET revoked_at = NULL`,
      sql`DELETE FROM api_keys`,
      sql`CREATE TABLE t (a integer)`,
      sql`ALTER TABLE runs ADD COLUMN a integer`,
      sql`DROP TABLE model_lists`,
      sql`TRUNCATE top_products_lists`,
      sql`DELETE FROM runs`,
      sql`DELETE FROM publications`,
      sql`DELETE FROM advertisers`,
      sql`SELECT setval('fence_tokens', 1)`,
      sql`UPDATE kysely_migration SET name = name`,
      sql`CREATE ROLE r`,
      sql`COPY advertisers TO PROGRAM 'true'`,
    ])
      await expect(statement.execute(worker)).rejects.toThrow(/permission denied|must be owner/);
  });
});

// A new table must be listed with the rights of its readers and writers, or here as used by the owner alone.
describe('each table and sequence', () => {
  const OF_THE_OWNER = ['kysely_migration_lock', 'runs_sequence_seq'];

  it('is one that the worker works with, the keys of the API, or the owner’s', async () => {
    const { rows } = await sql<{ relname: string }>`
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
      ORDER BY relname`.execute(database.db);
    expect(rows.map(({ relname }) => relname)).toEqual(
      [...Object.keys(WORKER_ROLE.rights), 'api_keys', ...OF_THE_OWNER].sort(),
    );
  });

  it.each(PROCESS_ROLES)(
    'gives $name its rights and no others, and revokes the rights of an earlier version',
    async (role) => {
      const { db } = database;
      await sql`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${sql.ref(role.name)}`.execute(db);
      await sql`GRANT ALL ON SEQUENCE fence_tokens TO ${sql.ref(role.name)}`.execute(db);
      await grantRole(db, role);
      const { rows } = await sql<{ relation: string; rights: string[] }>`
      SELECT relname AS relation, array_agg(privilege_type ORDER BY privilege_type) AS rights
      FROM pg_class CROSS JOIN aclexplode(relacl)
      WHERE relnamespace = 'public'::regnamespace AND grantee = ${role.name}::regrole
      GROUP BY relname`.execute(db);
      expect(Object.fromEntries(rows.map(({ relation, rights }) => [relation, rights]))).toEqual(
        Object.fromEntries(
          Object.entries(role.rights).map(([relation, rights]) => [relation, [...rights].sort()]),
        ),
      );
    },
  );
});

describe('a login for each process', () => {
  // What docs/operating.md says, word for word but for names and passwords.
  it('migrates as the owner, publishes as the worker and answers as the API, and none can do the work of another', async () => {
    const [owner, worker, api] = [
      await createDatabaseUser('CREATEROLE'),
      await createDatabaseUser(`IN ROLE ${WORKER_ROLE.name}`),
      await createDatabaseUser(`IN ROLE ${API_ROLE.name}`),
    ] as const;
    const name = `roles_${roleName()}`;
    const { postgresUrl } = testEndpoints();
    await adminQuery(postgresUrl, `CREATE DATABASE ${name} OWNER ${owner.name}`);
    const url = databaseUrl(postgresUrl, name);
    const as = (user: DatabaseUser) => {
      const db = createDatabase(user.urlOf(url), TEST_DATABASE_LIMITS);
      pools.push(db);
      return db;
    };
    try {
      expect(await migrate(as(owner))).not.toEqual([]);
      await publishLists(as(worker), '2024-11-29', { views: { A: [['p1', 2]] } });
      expect(await findList(as(api), topProducts, 'A', undefined)).toMatchObject({ date: '2024-11-29' });
      await expect(publishLists(as(api), '2024-11-30', {})).rejects.toThrow('permission denied');
      await expect(createApiKey(as(worker), 'n', null)).rejects.toThrow('permission denied');
      for (const user of [worker, api]) {
        await expect(sql`CREATE TABLE t (a integer)`.execute(as(user))).rejects.toThrow('permission denied');
        await expect(sql`DROP TABLE runs`.execute(as(user))).rejects.toThrow('must be owner');
        await expect(sql`RESET ROLE; TRUNCATE runs`.execute(as(user))).rejects.toThrow('permission denied');
      }
    } finally {
      await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
      await adminQuery(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      for (const user of [worker, api, owner]) await user.drop();
    }
  });
});

describe('a user that is not the owner', () => {
  let user: DatabaseUser;

  beforeEach(async () => {
    user = await createDatabaseUser();
  });

  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.destroy()));
    await user.drop();
  });

  it('keeps its rights where it is no member, and hears once what to do about it', async () => {
    const api = asApi(user.urlOf(database.url));
    const roles = await Promise.all(Array.from({ length: 5 }, () => roleOf(api)));
    expect(new Set(roles)).toEqual(new Set([user.name]));
    expect(reasons).toEqual([
      `the user ${user.name} is no member of the role adtech_api; GRANT adtech_api TO ${user.name} makes it one`,
    ]);
    await adminQuery(database.url, `GRANT ${API_ROLE.name} TO ${user.name}`);
    const later = asApi(user.urlOf(database.url));
    expect(await roleOf(later)).toBe(API_ROLE.name);
    expect((await findDateRecords(later, '2024-11-28', '2024-11-29')).size).toBe(0);
    expect(reasons).toHaveLength(1);
  });

  it('hears that the role does not exist, or has no rights on this database', async () => {
    const missing = roleName();
    expect(await roleOf(asApi(database.url, { ...API_ROLE, name: missing }))).toBe('adtech');
    await adminQuery(database.url, `CREATE ROLE ${missing}`);
    expect(await roleOf(asApi(database.url, { ...API_ROLE, name: missing }))).toBe('adtech');
    await adminQuery(database.url, `DROP ROLE ${missing}`);
    expect(reasons).toEqual([
      `the role ${missing} does not exist; run \`npx adtech migrate\` as a user that may create roles`,
      `the role ${missing} lacks rights that the API needs; run \`npx adtech migrate\` as the tables' owner`,
    ]);
  });

  it('can migrate what is migrated already, though it may not grant', async () => {
    const db = createDatabase(user.urlOf(database.url), TEST_DATABASE_LIMITS);
    pools.push(db);
    const role = { ...API_ROLE, name: roleName() };
    await expect(grantRole(db, role)).resolves.toBeUndefined();
    await expect(grantRole(db, API_ROLE)).resolves.toBeUndefined();
    expect(await findFaultOfRole(db, role)).toMatch(/does not exist/);
    expect(await findFaultOfRole(db, API_ROLE)).toBeUndefined();
  });
});

describe('making the role', () => {
  const names: string[] = [];
  let role: ProcessRole;

  beforeEach(async () => {
    role = { ...API_ROLE, name: roleName() };
    for (let i = 0; i < 6; i++) {
      const name = `empty_${roleName()}`;
      await adminQuery(testEndpoints().postgresUrl, `CREATE DATABASE ${name}`);
      names.push(name);
    }
    pools = names.map((name) =>
      createDatabase(databaseUrl(testEndpoints().postgresUrl, name), TEST_DATABASE_LIMITS),
    );
  });

  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.destroy()));
    for (const name of names.splice(0))
      await adminQuery(testEndpoints().postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    await adminQuery(testEndpoints().postgresUrl, `DROP ROLE IF EXISTS ${role.name}`);
  });

  // Fails without the handler of duplicates: the role belongs to all databases of the server.
  it('is safe from several databases of a server and several processes at once', async () => {
    await Promise.all(pools.map((pool) => migrate(pool)));
    await Promise.all([...pools, ...pools, ...pools].map((pool) => grantRole(pool, role)));
    for (const pool of pools) expect(await findFaultOfRole(pool, role)).toBeUndefined();
    const api = asApi(databaseUrl(testEndpoints().postgresUrl, names[3]!), role);
    expect(await roleOf(api)).toBe(role.name);
    expect(reasons).toEqual([]);
  });

  // Fails when a migration grants the rights, once: in a restored dump all migrations have run already.
  it('gives back what a restored database has lost', async () => {
    const db = pools[0]!;
    await migrate(db);
    await sql`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${sql.ref(API_ROLE.name)}`.execute(db);
    expect(await findFaultOfRole(db, API_ROLE)).toMatch(/lacks rights/);
    expect(await migrate(db)).toEqual([]);
    expect(await findFaultOfRole(db, API_ROLE)).toBeUndefined();
  });

  it('makes no user that could log in', async () => {
    await migrate(pools[0]!);
    const { rows } = await sql`
      SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles
      WHERE rolname = ${API_ROLE.name}`.execute(pools[0]!);
    expect(rows).toEqual([
      { rolcanlogin: false, rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false },
    ]);
  });

  it.each([
    ['may create roles makes the role, and may take it', 'CREATEROLE', true],
    ['may create none still migrates', '', false],
  ])('by a user that %s (attributes: %j)', async (_, attributes, isMade) => {
    const user = await createDatabaseUser(attributes);
    await adminQuery(testEndpoints().postgresUrl, `ALTER DATABASE ${names[1]!} OWNER TO ${user.name}`);
    const url = user.urlOf(databaseUrl(testEndpoints().postgresUrl, names[1]!));
    const db = createDatabase(url, TEST_DATABASE_LIMITS);
    try {
      await migrate(db);
      await grantRole(db, role);
      expect(await findFaultOfRole(db, role)).toEqual(
        isMade ? undefined : expect.stringMatching(/does not exist/),
      );
      const api = asApi(url, role);
      expect(await roleOf(api)).toBe(isMade ? role.name : user.name);
      expect(reasons).toHaveLength(isMade ? 0 : 1);
      await api.destroy();
    } finally {
      pools = pools.filter((pool) => pool !== db);
      await db.destroy();
      await adminQuery(
        databaseUrl(testEndpoints().postgresUrl, names[1]!),
        `REASSIGN OWNED BY ${user.name} TO CURRENT_USER`,
      );
      await adminQuery(databaseUrl(testEndpoints().postgresUrl, names[1]!), `DROP OWNED BY ${user.name}`);
      await user.drop();
    }
  });
});
