import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { COUNTING_TASK_QUEUE } from '../../temporal/names/run-identity';
import { findTemporal } from '../../local/find-temporal';
import { isAlive, readPidFile } from '../../local/leftovers';
import type { TemporalServer } from '../../local/temporal-server';
import { startTemporalServer } from '../../local/temporal-server';
import { inAnotherProcess } from './another-process';

// Where Temporal has to be built first, that takes minutes, once.
jest.setTimeout(15 * 60_000);

let executable: string;
let dataDir: string;
let lines: string[];
const running: TemporalServer[] = [];

beforeAll(async () => {
  executable = await findTemporal({
    env: process.env,
    cacheDir: path.join(homedir(), '.cache', 'adtech'),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
});

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'adtech-temporal-'));
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  options: { dataDir?: string; headless?: boolean } = { dataDir },
): Promise<TemporalServer> {
  const server = await startTemporalServer({
    executable,
    onProgress: (line) => lines.push(line),
    ...options,
  });
  running.push(server);
  return server;
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function createSchedule(address: string): Promise<void> {
  await withClient(address, async ({ schedule }) => {
    await schedule.create({
      scheduleId: 'kept',
      spec: { calendars: [{ hour: 23 }] },
      action: { type: 'startWorkflow', workflowType: 'nothing', taskQueue: 'nobody', args: [] },
    });
  });
}

async function scheduleHour(address: string): Promise<number | undefined> {
  const described = await withClient(address, ({ schedule }) => schedule.getHandle('kept').describe());
  return described.spec.calendars?.[0]?.hour[0]?.start;
}

test('keeps a schedule, and its ports, over a stop and a start', async () => {
  const first = await start();
  await createSchedule(first.address);
  await first.stop();
  await first.stop();
  const second = await start();
  expect(second.address).toBe(first.address);
  expect(second.uiUrl).toBe(first.uiUrl);
  expect(await scheduleHour(second.address)).toBe(23);
});

test('keeps a schedule over a SIGKILL', async () => {
  const first = await start();
  await createSchedule(first.address);
  await first.kill();
  const second = await start();
  expect(await scheduleHour(second.address)).toBe(23);
});

test('keeps closed runs for 30 days', async () => {
  const { address } = await start();
  const { config } = await withClient(address, ({ workflowService }) =>
    workflowService.describeNamespace({ namespace: 'default' }),
  );
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
});

// Fails when a task can wait in a partition that no worker polls.
test('keeps a task queue in one partition', async () => {
  const { address } = await start();
  const { activityTaskQueuePartitions, workflowTaskQueuePartitions } = await withClient(
    address,
    ({ workflowService }) =>
      workflowService.listTaskQueuePartitions({
        namespace: 'default',
        taskQueue: { name: COUNTING_TASK_QUEUE },
      }),
  );
  expect([activityTaskQueuePartitions, workflowTaskQueuePartitions].map(({ length }) => length)).toEqual([
    1, 1,
  ]);
});

test('serves the Web UI unless headless, and needs no data folder', async () => {
  const withUi = await start({});
  expect((await fetch(withUi.uiUrl!)).status).toBe(200);
  const headless = await start({ headless: true });
  expect(headless.uiUrl).toBeUndefined();
  expect(headless.address).not.toBe(withUi.address);
});

test('refuses a folder in use under a live process, and cleans up once that one was killed', async () => {
  const other = await inAnotherProcess(`
    const { startTemporalServer } = require('./local/temporal-server');
    startTemporalServer({ ...${JSON.stringify({ executable, dataDir })}, onProgress: () => {} })
      .then(({ address }) => { console.log(address); setInterval(() => {}, 1000); });
  `);
  await createSchedule(other.said);
  const { pid } = readPidFile(path.join(dataDir, 'temporal.json'))!;
  await expect(start()).rejects.toThrow(`started by process ${other.child.pid}`);

  await other.kill();
  expect(isAlive(pid)).toBe(true);
  const server = await start();
  expect(isAlive(pid)).toBe(false);
  expect(lines).toContain(`Stopped the Temporal server ${pid} that an earlier start left behind.`);
  expect(await scheduleHour(server.address)).toBe(23);
});

test('says what the log says when the server ends at once', async () => {
  const broken = path.join(dataDir, 'broken');
  writeFileSync(broken, '#!/bin/sh\necho "disk full" >&2\nexit 1\n', { mode: 0o755 });
  await expect(
    startTemporalServer({ executable: broken, dataDir, onProgress: () => undefined }),
  ).rejects.toThrow(/ended at once[^]*disk full/);
});
