import { addDays, lastDueDate, utcDay } from '../../domain/execution-date';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { adtech } from '../support/processes/command-line';
import { argumentsOf, askDoctor } from '../support/processes/doctor';
import { removeObject } from '../support/lake/folder-objects';
import { scrape, valuesOf } from '../support/monitoring/scrape';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const LAST = lastDueDate(new Date());
const BEFORE = addDays(LAST, -1);
const FIRST = addDays(LAST, -6);
const MESSAGE = `${LAST} is published without events: ads_views has none of that day`;
const EARLY = '2020-01-01';
const FUTURE = addDays(utcDay(new Date()), 400);

let system: TestSystem;
let api: ApiProcess;
let advertiser: string;
/** Of `ads_views`, the rows of the newest date. */
let lateRows: string;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 3_500, days: 7, lastDay: LAST, seed: 7 });
  advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
  const [header = '', ...rows] = logs.ads_views.trimEnd().split('\n');
  const csv = (isLate: boolean) =>
    [header, ...rows.filter((row) => row.endsWith(LAST) === isLate), ''].join('\n');
  lateRows = csv(true);
  system = await createTestSystem('folder', { ...logs, ads_views: csv(false) }, { START_DATE: FIRST });
  await system.startWorker();
  expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
  expect(await system.adtech('backfill')).toMatchObject({ code: 0 });
  api = await startApiProcess(system.env);
});
afterAll(async () => {
  await api.stop();
  await system.dispose();
});

const ask = async (path: string) => (await fetch(`${api.url}${path}`)).json();
const headline = async () =>
  /<h1[^>]*>([^<]*)/.exec(
    await (await fetch(`${api.url}/`, { headers: { Accept: 'text/html' } })).text(),
  )?.[1];
const status = async () =>
  (
    JSON.parse((await system.adtech('status', '--json')).stdout) as {
      dates: { date: string; without_events: string[] | null }[];
    }
  ).dates;
const newestEvents = async () =>
  valuesOf(await scrape(api.metricsPort), 'adtech_newest_event_timestamp_seconds');
const seconds = (day: string) => Date.parse(day) / 1_000;

describe('a date whose own day has no event in a log', () => {
  it('is called by name by status, and every other date is not', async () => {
    expect((await system.adtech('status')).stdout).toContain(`! ${MESSAGE}`);
    const told = (await status()).map(({ date, without_events }) => [date, without_events]);
    expect(told.at(-1)).toEqual([LAST, ['ads_views']]);
    expect(told.slice(0, -1)).toEqual(told.slice(0, -1).map(([date]) => [date, []]));
  });

  it('is called by the same name by the doctor, who does not take 0 events for usual', async () => {
    const { findings, checks } = await askDoctor(system.adtech);
    expect(findings).toMatchObject([
      { check: 'inputs', dates: [LAST], message: MESSAGE },
      {
        check: 'volume',
        dates: [LAST],
        message: expect.stringMatching(/no impressions and no clicks/) as unknown,
      },
    ]);
    expect(checks.find(({ check }) => check === 'volume')).toMatchObject({ state: 'wrong' });
  });

  it('is called by the same name by the API, wherever it tells of a publication', async () => {
    const named = { date: LAST, stale: false, without_events: ['ads_views'] };
    expect(await ask(`/recommendations/${advertiser}/TopProducts`)).toMatchObject(named);
    expect(await ask(`/recommendations/${advertiser}/TopProducts?fill=true`)).toMatchObject(named);
    expect(await ask(`/recommendations/${advertiser}/TopProducts?date=${BEFORE}`)).toMatchObject({
      date: BEFORE,
      without_events: [],
    });
    const batch = await fetch(`${api.url}/recommendations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ advertisers: [advertiser] }),
    });
    expect(await batch.json()).toMatchObject(named);
    const { runs, ...stats } = (await ask('/stats')) as { runs: object[] };
    expect(stats).toMatchObject(named);
    expect(runs.slice(0, 2)).toMatchObject([
      { date: LAST, without_events: ['ads_views'] },
      { date: BEFORE, without_events: [] },
    ]);
    expect(await ask('/runs?limit=1')).toMatchObject({ runs: [{ without_events: ['ads_views'] }] });
    expect(await ask(`/runs/${LAST}`)).toMatchObject({ runs: [{ without_events: ['ads_views'] }] });
  });

  it('is the headline of the dashboard, and a metric', async () => {
    expect(await headline()).toBe(MESSAGE);
    expect(await newestEvents()).toEqual({
      'log=product_views': seconds(LAST),
      'log=ads_views': seconds(BEFORE),
    });
  });

  it('is as the others once its log has come and the command that was printed has run', async () => {
    const [found] = (await askDoctor(system.adtech)).findings;
    await putObjects(system.lake, { 'input/ads_views/late.csv': lateRows });
    expect(await system.adtech(...argumentsOf(found?.command))).toMatchObject({ code: 0 });
    expect(await askDoctor(system.adtech)).toMatchObject({ code: 0, findings: [] });
    expect((await status()).every(({ without_events: without }) => without?.length === 0)).toBe(true);
    expect(await newestEvents()).toEqual({
      'log=product_views': seconds(LAST),
      'log=ads_views': seconds(LAST),
    });
  });
});

it('is not claimed of dates that an earlier version published', async () => {
  await system.db.updateTable('runs').set({ newest_events: null }).where('date', '=', LAST).execute();
  expect((await status()).at(-1)).toMatchObject({ date: LAST, without_events: null });
  expect(await ask('/runs?limit=1')).toMatchObject({
    runs: [{ date: LAST, without_events: null }],
  });
  expect(await newestEvents()).toEqual({});
  expect(await askDoctor(system.adtech)).toMatchObject({ code: 0, findings: [] });
});

describe('rows of days outside the calendar', () => {
  const KEY = 'input/product_views/odd.csv';
  const rows = (day: string, count: number) => `${advertiser},odd,${day}\n`.repeat(count);

  beforeAll(async () => {
    await putObjects(system.lake, {
      [KEY]: `advertiser_id,product_id,date\n${rows(EARLY, 3)}${rows(FUTURE, 2)}`,
    });
  });
  afterAll(() => {
    removeObject(system, KEY);
  });

  it('are told by `data check` with their number and day, and are no gap', async () => {
    const { code, stdout } = await system.adtech('data', 'check');
    expect(code).toBe(0);
    expect(stdout).toContain(`3 events before START_DATE (${FIRST}), the oldest of ${EARLY}`);
    expect(stdout).toContain(`! 2 events of days to come, the newest of ${FUTURE}, in ${KEY}`);
    expect(stdout).not.toContain('days without any row');
  });

  it('are told by the doctor, those to come as a finding and the early ones as a note', async () => {
    expect(await system.adtech('backfill', '--only', 'stale', '--yes')).toMatchObject({ code: 0 });
    const { findings, checks } = await askDoctor(system.adtech);
    expect(findings).toMatchObject([
      {
        check: 'inputs',
        dates: [FUTURE],
        message: expect.stringMatching(
          new RegExp(`^2 events lie on days to come .*, the newest of ${FUTURE}, in ${KEY}$`),
        ) as unknown,
      },
    ]);
    expect(checks.find(({ check }) => check === 'inputs')).toMatchObject({
      summary: expect.stringContaining(`product_views up to ${LAST}, ads_views up to ${LAST}`) as unknown,
      notes: [`3 events lie before START_DATE (${FIRST}), the oldest of ${EARLY}: they count in every date`],
    });
    expect(await askDoctor(system.adtech, '--ignore', `inputs@${FUTURE}`)).toMatchObject({ code: 0 });
  });
});

it('no log reaches past the last date due by a row of a day to come', async () => {
  const key = 'input/product_views.csv';
  const before = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: addDays(LAST, -2), seed: 9 });
  await putObjects(system.lake, { [key]: `${before.product_views}${advertiser},odd,${FUTURE}\n` });
  expect(await adtech(['backfill', '--from', BEFORE, '--only', 'stale'], system.env)).toMatchObject({
    code: 0,
  });
  const { findings } = await askDoctor(system.adtech);
  expect(findings.map(({ message }) => message)).toContain(
    `${BEFORE} to ${LAST} are published without events: product_views has none of those days`,
  );
});
