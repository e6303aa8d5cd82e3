// The pages of the Temporal Web UI: runs that went well, a retry, a bad file and a backfill, each by its real cause.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const DESK = { width: 1280, height: 800 };
const RUN = { width: 1280, height: 905 };
/** Down to where stacks begin, which show paths of the machine that the pictures are made on. */
const BAD_FILE_HEIGHT = 584;
const RETRY_HEIGHT = 600;
const PAGE_TIMEOUT_MS = 30_000;
/** Settings that a user makes by clicks; each browser stores its own copy. */
const COLUMNS = ['Status', 'ExecutionDate', 'RowsPublished', 'Start', 'End', 'Workflow ID'];

/** Takes a picture of each page; `save` writes it into docs/images/, `adtech` runs a command in `folder`. */
export async function takeTemporal(browser, { uiUrl }, { folder, adtech, save }) {
  const context = await browser.newContext({
    viewport: DESK,
    timezoneId: 'UTC',
    locale: 'en-GB',
    colorScheme: 'light',
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  await context.addInitScript((labels) => {
    const columns = labels.map((label) => ({ label, pinned: label === 'Status' }));
    globalThis.localStorage.setItem('namespace-workflow-table-columns', JSON.stringify({ default: columns }));
  }, COLUMNS);
  const page = await context.newPage();
  const workflows = `${uiUrl}/namespaces/default/workflows`;
  const list = (query) => page.goto(`${workflows}?query=${encodeURIComponent(query)}`);
  // Without a run id the page shows the newest run.
  const look = (date) => page.goto(`${workflows}/${encodeURIComponent(`recommendations-${date}T23:00:00Z`)}`);
  const { temporalAddress, databaseUrl } = JSON.parse(
    readFileSync(path.join(folder, '.adtech', 'running.json'), 'utf8'),
  );
  const { dates } = JSON.parse(await adtech('status', '--json'));
  const days = dates.map(({ date }) => date);

  await list('WorkflowType = "dailyRecommendations"');
  await page.getByText('recommendations-').nth(20).waitFor();
  await save(page, 'temporal-runs.png');

  await page.setViewportSize(RUN);
  await look(days.at(-1));
  await page
    .getByText(/publish \d+ models/)
    .first()
    .waitFor();
  await save(page, 'temporal-run.png');

  const bad = path.join(folder, '.adtech', 'lake', 'input', 'ads_views', 'bad.csv');
  mkdirSync(path.dirname(bad));
  const rows = Array.from({ length: 5 }, (_, i) => `A,${i === 4 ? '"' : ''}p${i},click,${days.at(-3)}\n`);
  writeFileSync(bad, `advertiser_id,product_id,type,date\n${rows.join('')}`);
  await adtech('run', days.at(-3)).catch(() => undefined);
  await look(days.at(-3));
  await page.getByText('recordRunEnd').first().waitFor();
  await page.setViewportSize({ width: RUN.width, height: BAD_FILE_HEIGHT });
  await save(page, 'temporal-bad-file.png');
  rmSync(path.dirname(bad), { recursive: true });
  await adtech('backfill', '--only', 'failed');

  const { findTemporal } = await import('../../dist/local/find-temporal.js');
  const temporal = await findTemporal({
    env: process.env,
    cacheDir: path.join(homedir(), '.cache', 'adtech'),
    onProgress: console.error,
  });
  const range = ['--start-time', `${days.at(-3)}T22:59:59Z`, '--end-time', `${days.at(-1)}T23:00:01Z`];
  await promisify(execFile)(temporal, [
    ...['schedule', 'backfill', '--schedule-id', 'daily-recommendations', '--overlap-policy', 'AllowAll'],
    ...[...range, '--address', temporalAddress],
  ]);
  await page.setViewportSize(DESK);
  await list(`ExecutionDate >= "${days.at(-3)}"`);
  await page.getByText('recommendations-').nth(5).waitFor();
  await save(page, 'temporal-backfill.png');
  await page.setViewportSize(RUN);
  const unlock = await lockPublications(databaseUrl);
  const run = adtech('run', days.at(-2));
  try {
    while (!(await adtech('status', '--from', days.at(-2), '--to', days.at(-2))).includes('attempt 2')) {
      await sleep(1_000);
    }
    await look(days.at(-2));
    await page.getByText('Pending Activities').first().click();
    await page.getByText('writeLists').first().waitFor();
    await page.setViewportSize({ width: RUN.width, height: RETRY_HEIGHT });
    await save(page, 'temporal-retry.png');
  } finally {
    await unlock();
  }
  await run;
  await context.close();
}

/** Takes a lock that publications wait for, and readers do not; gives the function that lets it go. */
async function lockPublications(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE publications IN EXCLUSIVE MODE');
  return () => client.end();
}
