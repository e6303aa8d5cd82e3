import type { ChildProcess } from 'node:child_process';
import { endProcess, spawnAdtech } from '../support/command-line';
import { createDatabaseUser } from '../support/database-users';
import type { DatabaseUser } from '../support/database-users';
import { adminQuery, createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

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

/** Starts `adtech api` as the user, and asks it whether it is ready. */
async function startAndAsk(): Promise<number> {
  log = '';
  api = spawnAdtech(['api'], { DATABASE_URL: user.urlOf(database.url), PORT: '0', METRICS_PORT: '0' });
  const port = await new Promise<number>((resolve, reject) => {
    api.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, found] = /"port":(\d+)/.exec(log) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    api.once('exit', () => {
      reject(new Error(`the API ended: ${log}`));
    });
  });
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
