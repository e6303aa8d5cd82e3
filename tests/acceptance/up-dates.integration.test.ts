import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { spawnAdtech } from '../support/processes/command-line';

let folder: string;
const last = lastDueDate(new Date());
const first = addDays(last, -1);

/** Runs a command in the folder to its end. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const ports = { PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };
  const child = spawnAdtech(args, { ...ports, ...env }, folder);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-up-dates-'));
  chmodSync(folder, 0o755);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('says at its end how the dates are: all published, some stale, or none due', async () => {
  const lake = path.join(folder, 'own');
  const LAKE_URL = pathToFileURL(lake).href;
  await run(['sample', '--out', LAKE_URL, '--rows', '2000', '--days', '2', '--to', last]);

  const published = await run(['up', '--once'], { LAKE_URL, START_DATE: first });
  expect(published.output).toContain(`every date from ${first} to ${last} is published`);
  expect(published.code).toBe(0);

  utimesSync(path.join(lake, 'input', 'advertiser_ids.csv'), 1, 1);
  const stale = await run(['up', '--once'], { LAKE_URL, START_DATE: first });
  expect(stale.output).toContain(
    `! 2 stale of 2 dates, ${first} to ${last}: \`npx adtech status\` shows them`,
  );
  expect(stale.output).toContain(`npx adtech backfill --from ${first} --to ${last} --only stale`);
  expect(stale.output).not.toContain('every date');
  expect(stale.code).toBe(3);

  const none = await run(['up', '--once'], { LAKE_URL, START_DATE: '2099-02-01' });
  expect(none.output).toContain(
    'START_DATE 2099-02-01 is still to come: the first date is due on 2099-02-01 at 23:00 UTC',
  );
  expect(none.output).not.toMatch(/every date|no date is due/);
  expect(none.code).toBe(0);
});
