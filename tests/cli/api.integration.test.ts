import { setTimeout as sleep } from 'node:timers/promises';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { endProcess } from '../support/processes/command-line';
import { createDatabaseUser } from '../support/database/database-users';
import type { DatabaseUser } from '../support/database/database-users';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { adminQuery, createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** Its grace, and room for a busy machine. */
const ENDS_WITHIN_MS = 20_000;

let database: TestDatabase;
let user: DatabaseUser;
let api: ApiProcess;

beforeEach(async () => {
  database = await createTestDatabase();
  user = await createDatabaseUser();
});

afterEach(async () => {
  await api.stop();
  await database.drop();
  await user.drop();
});

/** Starts `adtech api` as the user, and asks it whether it is ready. */
async function startAndAsk(): Promise<number> {
  api = await startApiProcess({ DATABASE_URL: user.urlOf(database.url) });
  const { status } = await fetch(`${api.url}/health/ready`);
  await endProcess(api.child, 'SIGTERM');
  return status;
}

// Fails when the API does not take the role: the user may read nothing by itself.
it('adtech api reads by the rights of the role', async () => {
  await adminQuery(database.url, `GRANT adtech_api TO ${user.name} WITH INHERIT FALSE, SET TRUE`);
  expect(await startAndAsk()).toBe(200);
  expect(api.log()).not.toContain('adtech_api');
});

it('adtech api says once how its user becomes a member of the role, and runs as that user', async () => {
  await adminQuery(database.url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${user.name}`);
  expect(await startAndAsk()).toBe(200);
  const told = api.log().split('\n');
  expect(told.filter((line) => line.includes(`GRANT adtech_api TO ${user.name}`))).toHaveLength(1);
});

// Fails when an end waits for Postgres to close its side of a connection: a silent one never does.
it('adtech api ends on SIGTERM though Postgres has gone silent', async () => {
  const proxy = await startTcpProxy(targetOf(database.url));
  try {
    api = await startApiProcess({ DATABASE_URL: throughProxy(database.url, proxy) });
    const ready = () => fetch(`${api.url}/health/ready`);
    await Promise.all(Array.from({ length: 5 }, ready));
    while (!api.log().includes('listening to publications')) await sleep(10);
    proxy.silenceOpenConnections();
    const ended = endProcess(api.child, 'SIGTERM');
    expect(await Promise.race([ended, sleep(ENDS_WITHIN_MS, 'still there', { ref: false })])).toBe(0);
  } finally {
    proxy.cutAll();
    await proxy.stop();
  }
});
