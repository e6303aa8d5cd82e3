import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, spawnAdtech } from '../support/processes/command-line';
import { createDatabaseUser } from '../support/database/database-users';
import type { DatabaseUser } from '../support/database/database-users';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { adminQuery, createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** Its grace, and room for a busy machine. */
const ENDS_WITHIN_MS = 20_000;

let database: TestDatabase;
let user: DatabaseUser;
let api: ChildProcess;
let log: string;

beforeEach(async () => {
  database = await createTestDatabase();
  user = await createDatabaseUser();
});

afterEach(async () => {
  await endProcess(api, 'SIGKILL');
  await database.drop();
  await user.drop();
});

/** Starts `adtech api`; returns its port. */
async function start(databaseUrl: string): Promise<number> {
  log = '';
  api = spawnAdtech(['api'], { DATABASE_URL: databaseUrl, PORT: '0', METRICS_PORT: '0' });
  return new Promise<number>((resolve, reject) => {
    api.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, found] = /"port":(\d+)/.exec(log) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    api.once('exit', () => {
      reject(new Error(`the API ended: ${log}`));
    });
  });
}

/** Starts it as the user, and asks it whether it is ready. */
async function startAndAsk(): Promise<number> {
  const port = await start(user.urlOf(database.url));
  const { status } = await fetch(`http://127.0.0.1:${String(port)}/health/ready`);
  await endProcess(api, 'SIGTERM');
  return status;
}

// Fails when the API does not take the role: the user may read nothing by itself.
it('adtech api reads by the rights of the role', async () => {
  await adminQuery(database.url, `GRANT adtech_api TO ${user.name} WITH INHERIT FALSE, SET TRUE`);
  expect(await startAndAsk()).toBe(200);
  expect(log).not.toContain('adtech_api');
});

it('adtech api says once how its user becomes a member of the role, and runs as that user', async () => {
  await adminQuery(database.url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${user.name}`);
  expect(await startAndAsk()).toBe(200);
  expect(log.split('\n').filter((line) => line.includes(`GRANT adtech_api TO ${user.name}`))).toHaveLength(1);
});

// Fails when an end waits for Postgres to close its side of a connection: a silent one never does.
it('adtech api ends on SIGTERM though Postgres has gone silent', async () => {
  const proxy = await startTcpProxy(targetOf(database.url));
  try {
    const port = await start(throughProxy(database.url, proxy));
    const ready = () => fetch(`http://127.0.0.1:${String(port)}/health/ready`);
    await Promise.all(Array.from({ length: 5 }, ready));
    while (!log.includes('listening to publications')) await sleep(10);
    proxy.silenceOpenConnections();
    const ended = endProcess(api, 'SIGTERM');
    expect(await Promise.race([ended, sleep(ENDS_WITHIN_MS, 'still there', { ref: false })])).toBe(0);
  } finally {
    proxy.cutAll();
    await proxy.stop();
  }
});
