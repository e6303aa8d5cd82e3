import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createDatabase } from '../../../db/database';
import { migrate } from '../../../db/migrate';
import { testEndpoints } from '../../support/servers/endpoints';
import { roleName } from '../../support/database/database-users';
import { adminQuery, databaseUrl, TEST_DATABASE_LIMITS } from '../../support/database/test-database';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'deploy', 'image', 'database-users.mjs');
const run = promisify(execFile);

let database: string;
let users: { readonly migrate: string; readonly worker: string; readonly api: string };

const adminUrl = () => databaseUrl(testEndpoints().postgresUrl, database);
const urlOf = (user: string, password: string = randomUUID()) => {
  const url = new URL(adminUrl());
  url.username = user;
  url.password = password;
  return url.href;
};
const makeUsers = (urls: Record<'migrate' | 'worker' | 'api', string>) =>
  run(process.execPath, [PROGRAM], {
    env: {
      DATABASE_URL: adminUrl(),
      MIGRATE_DATABASE_URL: urls.migrate,
      WORKER_DATABASE_URL: urls.worker,
      API_DATABASE_URL: urls.api,
    },
  });

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  database = `users_${randomUUID().replaceAll('-', '')}`;
  await adminQuery(testEndpoints().postgresUrl, `CREATE DATABASE ${database}`);
  users = { migrate: roleName(), worker: roleName(), api: roleName() };
});

afterEach(async () => {
  const { postgresUrl } = testEndpoints();
  await adminQuery(postgresUrl, `DROP DATABASE ${database} WITH (FORCE)`);
  for (const name of Object.values(users)) await adminQuery(postgresUrl, `DROP ROLE IF EXISTS ${name}`);
});

describe('the users of the database', () => {
  it('may do what their parts do, and no more', async () => {
    const urls = { migrate: urlOf(users.migrate), worker: urlOf(users.worker), api: urlOf(users.api) };
    await makeUsers(urls);
    const db = createDatabase(urls.migrate, TEST_DATABASE_LIMITS);
    await migrate(db);
    await db.destroy();

    await expect(query(urls.worker, "INSERT INTO advertisers VALUES ('A')")).resolves.toEqual([]);
    await expect(query(urls.api, 'SELECT advertiser_id FROM advertisers')).resolves.toEqual([
      { advertiser_id: 'A' },
    ]);
    await expect(query(urls.api, "INSERT INTO advertisers VALUES ('B')")).rejects.toThrow(
      'permission denied',
    );
    for (const url of [urls.worker, urls.api]) {
      await expect(query(url, 'DROP TABLE advertisers')).rejects.toThrow('must be owner');
      await expect(query(url, 'CREATE TABLE other (id integer)')).rejects.toThrow('permission denied');
    }
  });

  it('keep what they have at the next call, and get another password', async () => {
    const urls = { migrate: urlOf(users.migrate), worker: urlOf(users.worker), api: urlOf(users.api) };
    await makeUsers(urls);
    const changed = { ...urls, api: urlOf(users.api) };
    await expect(makeUsers(changed)).resolves.toMatchObject({
      stdout: `users ${users.migrate}, ${users.worker}, ${users.api} are ready\n`,
    });
    await expect(query(urls.api, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await expect(query(changed.api, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await expect(query(urls.worker, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('are not made of an address without a password, which is named', async () => {
    const urls = { migrate: urlOf(users.migrate), worker: urlOf(users.worker, ''), api: urlOf(users.api) };
    await expect(makeUsers(urls)).rejects.toMatchObject({
      code: 2,
      stderr: 'error: WORKER_DATABASE_URL must hold a user and a password\n',
    });
  });
});
