import { addDays, lastDueDate } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { askDoctor } from '../support/processes/doctor';
import { activitiesOf } from '../support/temporal/histories';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const LAST = lastDueDate(new Date());
const [FIRST, BEFORE] = [addDays(LAST, -2), addDays(LAST, -1)];
const ACCEPT = '--accept-lost-advertisers';

let logs: ReferenceLogs;
let lines: readonly string[];
let system: TestSystem;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 2_000, days: 3, lastDay: LAST, seed: 8 });
  lines = logs.advertiser_ids.trimEnd().split('\n');
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  await system.startWorker();
  expect(await system.adtech('backfill', '--from', FIRST, '--to', BEFORE)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

/** Puts a list with the first so many of the 20 advertisers in place; returns its text. */
async function listOnly(advertisers: number): Promise<string> {
  const text = `${lines.slice(0, 1 + advertisers).join('\n')}\n`;
  await putObjects(system.lake, { 'input/advertiser_ids.csv': text });
  return text;
}

async function runOf(date: string) {
  const { stdout } = await system.adtech('run', date, '--json');
  const { dates } = JSON.parse(stdout) as { dates: { outcome: string; message?: string }[] };
  return dates[0];
}

const newestRun = () =>
  system.db.selectFrom('runs').selectAll().orderBy('sequence', 'desc').limit(1).executeTakeFirstOrThrow();

it('refuses a list cut to its header before anything is published, after one attempt, with both numbers and the command', async () => {
  await listOnly(0);
  const checked = await system.adtech('data', 'check');
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain('AdvertisersLost');
  const message = `input/advertiser_ids.csv has lost its advertisers: it lists no active advertiser, the newest publication (${BEFORE}) had 20.`;
  expect(await runOf(LAST)).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining(message) as unknown,
  });
  expect(await newestRun()).toMatchObject({
    status: 'failed',
    failure: {
      step: 'filterLogs',
      type: 'AdvertisersLost',
      message: expect.stringContaining(`\`npx adtech run ${LAST} ${ACCEPT}\``) as unknown,
    },
  });
  const [filter] = await activitiesOf(system.client, { workflowId: workflowIdOf(LAST) });
  expect(filter).toMatchObject({ type: 'filterLogs', attempt: 1, outcome: 'failed' });
  // A date that is published already keeps its lists when it runs again.
  expect(await runOf(FIRST)).toMatchObject({ outcome: 'failed' });
  expect(await publishedRows(system.db, FIRST)).toEqual(referenceLists(logs, FIRST));
});

it('is named by the doctor, who recommends no run of the dates that the list makes stale', async () => {
  const { findings } = await askDoctor((...args) => system.adtech(...args));
  expect(findings.find(({ check }) => check === 'inputs')).toMatchObject({
    message: expect.stringMatching(/^advertiser_ids has lost its advertisers: .*AdvertisersLost/) as unknown,
    // A command would be typed: it empties what readers still have.
    command: null,
    remedy: expect.stringContaining(`npx adtech run ${LAST} ${ACCEPT}`) as unknown,
  });
  expect(findings.filter(({ message }) => message.includes('stale'))).toMatchObject([
    { check: 'calendar', command: null, remedy: expect.stringContaining('active list first') as unknown },
  ]);
  expect(findings.filter(({ command }) => command?.includes('stale'))).toEqual([]);
});

it('refuses fewer than half of the advertisers of the newest publication, and takes half of them', async () => {
  await listOnly(9);
  const checked = await system.adtech('data', 'check', '--json');
  expect(JSON.parse(checked.stdout)).toMatchObject({
    would_fail: true,
    newest_publication: { date: BEFORE, active_advertisers: 20 },
    lost_advertisers: expect.stringContaining('lists 9 active advertisers') as unknown,
  });
  expect(await runOf(LAST)).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(/lists 9 .* had 20, of which at least 50 % must be left/) as unknown,
  });
  const half = await listOnly(10);
  expect(await runOf(BEFORE)).toMatchObject({ outcome: 'published' });
  expect(await publishedRows(system.db, BEFORE)).toEqual(
    referenceLists({ ...logs, advertiser_ids: half }, BEFORE),
  );
});

it('publishes an empty list that is accepted, records that, and lets the dates that follow pass', async () => {
  const empty = await listOnly(0);
  const accepted = await system.adtech('backfill', '--from', LAST, '--to', LAST, ACCEPT);
  expect(accepted).toMatchObject({ code: 0 });
  expect(await newestRun()).toMatchObject({
    date: LAST,
    status: 'published',
    active_advertisers: 0,
    accepts_lost_advertisers: true,
  });
  expect(await publishedRows(system.db, LAST)).toEqual(
    referenceLists({ ...logs, advertiser_ids: empty }, LAST),
  );
  expect(await runOf(FIRST)).toMatchObject({ outcome: 'published' });
  expect(await newestRun()).toMatchObject({ date: FIRST, accepts_lost_advertisers: false });
});

it('refuses an empty list where nothing was ever published', async () => {
  const other = await createTestSystem(
    'folder',
    { ...logs, advertiser_ids: 'advertiser_id\n' },
    { START_DATE: LAST },
  );
  try {
    const checked = await other.adtech('data', 'check', '--json');
    expect(JSON.parse(checked.stdout)).toMatchObject({
      would_fail: true,
      newest_publication: null,
      lost_advertisers: 'it lists no active advertiser',
    });
    await other.startWorker({ MIN_ADVERTISERS_FRACTION: '0' });
    const { code, stdout } = await other.adtech('run', LAST, '--json');
    expect({ code, lost: stdout.includes('it lists no active advertiser. Readers keep') }).toEqual({
      code: 1,
      lost: true,
    });
  } finally {
    await other.dispose();
  }
});
