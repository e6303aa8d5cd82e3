import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { DEFAULT_WORKER_METRICS_PORT } from '../../config/settings';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { freePort } from '../../local/ports';
import { endProcess, spawnAdtech } from '../support/processes/command-line';
import { scrape, valuesOf } from '../support/monitoring/scrape';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';
import type { dailyRecommendations } from '../../workflows/daily-recommendations';

const DATE = '2024-11-29';
const LOGS = {
  advertiser_ids: 'advertiser_id\nA\n',
  product_views: `advertiser_id,product_id,date\nA,p1,${DATE}\nA,p2,${DATE}\nB,p1,${DATE}\nA,p1,2024-02-30\n`,
  ads_views: `advertiser_id,product_id,type,date\nA,p1,impression,${DATE}\nA,p1,click,${DATE}\n`,
};

let system: TestSystem;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  system = await createTestSystem('folder', LOGS, { MAX_REJECTED_FRACTION: '0.5' });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => endProcess(worker, 'SIGKILL')));
});
afterAll(() => system.dispose());

/** Starts a worker and reads its log until it polls, or to its end. */
async function startWorker(env: Readonly<Record<string, string>>) {
  const worker = spawnAdtech(['worker'], { ...system.env, ...env });
  workers.push(worker);
  let log = '';
  await new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (/worker is polling.*\n/.test(log)) resolve();
    };
    worker.stdout?.on('data', read);
    worker.stderr?.on('data', read);
    worker.once('close', () => {
      resolve();
    });
  });
  return { worker, log };
}

it('counts what was read, kept, rejected and published, each counter from 0 on', async () => {
  const port = await freePort();
  await startWorker({ WORKER_METRICS_PORT: String(port) });
  const own = async () => {
    const samples = await scrape(port);
    return Object.fromEntries(
      ['counted_objects', 'counted_bytes', 'counted_rows', 'publications', 'publication_rows'].map((name) => [
        name,
        valuesOf(samples, `adtech_${name}_total`),
      ]),
    );
  };
  expect(await own()).toEqual({
    counted_objects: { 'log=product_views': 0, 'log=ads_views': 0 },
    counted_bytes: { 'log=product_views': 0, 'log=ads_views': 0 },
    counted_rows: {
      'log=product_views,outcome=accepted': 0,
      'log=product_views,outcome=rejected': 0,
      'log=product_views,outcome=ignored': 0,
      'log=ads_views,outcome=accepted': 0,
      'log=ads_views,outcome=rejected': 0,
      'log=ads_views,outcome=ignored': 0,
    },
    publications: { '': 0 },
    publication_rows: {
      'outcome=read': 0,
      'outcome=kept': 0,
      'outcome=rejected': 0,
      'outcome=ignored': 0,
      'outcome=published': 0,
    },
  });
  expect((await system.adtech('run', DATE)).code).toBe(0);
  const run = system.client.workflow.getHandle<typeof dailyRecommendations>(workflowIdOf(DATE));
  const { rowsPublished } = await run.result();
  expect(rowsPublished).toBeGreaterThan(0);
  expect(await own()).toEqual({
    counted_objects: { 'log=product_views': 1, 'log=ads_views': 1 },
    counted_bytes: { 'log=product_views': LOGS.product_views.length, 'log=ads_views': LOGS.ads_views.length },
    counted_rows: {
      'log=product_views,outcome=accepted': 3,
      'log=product_views,outcome=rejected': 1,
      'log=product_views,outcome=ignored': 0,
      'log=ads_views,outcome=accepted': 2,
      'log=ads_views,outcome=rejected': 0,
      'log=ads_views,outcome=ignored': 0,
    },
    publications: { '': 1 },
    // Only the rows of A are kept.
    publication_rows: {
      'outcome=read': 6,
      'outcome=kept': 4,
      'outcome=rejected': 1,
      'outcome=ignored': 0,
      'outcome=published': rowsPublished,
    },
  });
  const { '': memory } = valuesOf(await scrape(port), 'process_resident_memory_bytes');
  expect(memory).toBeGreaterThan(50_000_000);
});

it('ends and names the setting where the port that is set is taken', async () => {
  const port = await freePort();
  const server = createServer();
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
  try {
    const { worker, log } = await startWorker({ WORKER_METRICS_PORT: String(port) });
    expect(log).toMatch(`metrics cannot be served on port ${String(port)}`);
    expect(log).toMatch(/set WORKER_METRICS_PORT to a free one/);
    expect(worker.exitCode).toBe(1);
  } finally {
    server.close();
  }
});

it('takes another port where none is set and the usual one is taken, and says so', async () => {
  // At most one of the two workers has the default port: another program may have it, too.
  const logs = [(await startWorker({})).log, (await startWorker({})).log];
  const ports = logs.map((log) => Number(/"metrics_port":(\d+)/.exec(log)?.[1]));
  expect(new Set(ports).size).toBe(2);
  for (const [i, port] of ports.entries()) {
    const says = logs[i]?.includes(`port 9465 is taken; metrics are on ${String(port)}`);
    expect({ port, says }).toEqual({ port, says: port !== DEFAULT_WORKER_METRICS_PORT });
    expect(valuesOf(await scrape(port), 'adtech_publications_total')).toEqual({ '': 0 });
  }
});
