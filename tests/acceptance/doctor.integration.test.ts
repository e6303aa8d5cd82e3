import { sql } from 'kysely';
import { addDays, daysFromTo, lastDueDate } from '../../domain/execution-date';
import { WORKFLOW_TYPE, workflowIdOf } from '../../temporal/names/run-identity';
import { argumentsOf, askDoctor } from '../support/processes/doctor';
import type { Told, ToldFinding } from '../support/processes/doctor';
import { removeObject } from '../support/lake/folder-objects';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const TODAY = lastDueDate(new Date());
const FIRST = addDays(TODAY, -9);
const DATES = daysFromTo(FIRST, TODAY);
/** The date whose run never ends. */
const STUCK = addDays(FIRST, 4);

let logs: ReferenceLogs;
let advertiser: string;
let system: TestSystem;

beforeAll(async () => {
  // Nothing of today: it is late.
  logs = await sampleTexts({ rowsPerLog: 4_500, days: 9, lastDay: addDays(TODAY, -1), seed: 14 });
  advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
});
afterAll(() => system.dispose());

const doctor = (...args: string[]): Promise<Told> => askDoctor(system.adtech, ...args);
const checksOf = ({ findings }: Told): string[] => findings.map(({ check }) => check);

/** The one finding of a check, whose doctor has ended with 1. */
function theFinding(told: Told, check: string): ToldFinding {
  expect(told).toMatchObject({ code: 1, healthy: false });
  const own = told.findings.filter((one) => one.check === check);
  expect(own).toHaveLength(1);
  return own[0]!;
}

/** Runs the command that the doctor printed. */
const mend = ({ command }: ToldFinding) => system.adtech(...argumentsOf(command));

/** So many product views of today, of which a share is malformed. */
function viewsOfToday(rows: number, malformed = 0): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    i < malformed ? `${advertiser},p${String(i)},soon` : `${advertiser},p${String(i % 50)},${TODAY}`,
  );
  return ['advertiser_id,product_id,date', ...lines, ''].join('\n');
}

describe('a system in which nothing runs yet', () => {
  it('is told by name: no schedule, no worker, every date missing', async () => {
    const told = await doctor();
    expect(told.code).toBe(1);
    expect(checksOf(told)).toEqual(['schedule', 'worker', 'calendar']);
    expect(theFinding(told, 'calendar').dates).toEqual(DATES);
  });

  it('has its schedule made by the command that was printed', async () => {
    const { command } = theFinding(await doctor(), 'schedule');
    expect(await system.adtech(...argumentsOf(command), '--no-backfill')).toMatchObject({ code: 0 });
    expect(checksOf(await doctor())).toEqual(['worker', 'calendar']);
  });

  it('has a worker by the command that was printed', async () => {
    expect(theFinding(await doctor(), 'worker').command).toBe('npx adtech worker');
    await system.startWorker();
    expect(checksOf(await doctor())).toEqual(['calendar']);
  });
});

// Break: a run that blocks the others (BUFFER_ALL, or waiting in date order), or a stuck run that no check looks for.
describe('one date whose run never ends', () => {
  it('is refused by name, while every other date publishes', async () => {
    await system.client.workflow.start(WORKFLOW_TYPE, {
      taskQueue: 'nobody-polls-this',
      workflowId: workflowIdOf(STUCK),
      args: [{ executionDate: STUCK }],
    });
    const { command } = theFinding(await doctor('--ignore', `calendar@${STUCK}`), 'calendar');
    const end = await system.adtech(...argumentsOf(command));
    expect(end.code).toBe(3);
    const { runId } = await system.client.workflow.getHandle(workflowIdOf(STUCK)).describe();
    expect(end.stdout).toContain(`${STUCK} open: run ${runId} of this date is open already`);
    expect(end.stdout).toContain(`${String(DATES.length - 1)} of ${String(DATES.length)} dates published`);
  });

  it('is named by the doctor, and resolved by the command that it prints', async () => {
    const found = theFinding(await doctor('--ignore', 'inputs', 'volume'), 'calendar');
    expect(found).toMatchObject({
      dates: [STUCK],
      message: expect.stringContaining('nobody-polls-this') as unknown,
    });
    expect(await mend(found)).toMatchObject({ code: 0 });
    expect(await doctor('--ignore', 'inputs', 'volume')).toMatchObject({
      code: 0,
      healthy: true,
      findings: [],
    });
    expect(await publishedRows(system.db, STUCK)).toEqual(referenceLists(logs, STUCK));
  });
});

// Break: stale by the time of an object and not by its ETag; every date taken for stale.
describe('inputs that are late', () => {
  it('are named with their days, and published by the printed command once their logs exist', async () => {
    const found = (await doctor()).findings;
    expect(found).toMatchObject([
      {
        check: 'inputs',
        dates: [TODAY],
        message: `${TODAY} is published without events: product_views and ads_views have none of that day`,
      },
      {
        check: 'volume',
        dates: [TODAY],
        message: expect.stringContaining('has no product views of active advertisers') as unknown,
      },
      {
        check: 'volume',
        dates: [TODAY],
        message: expect.stringContaining('has no impressions and no clicks') as unknown,
      },
    ]);
    const rows = { product_views: viewsOfToday(500), ads_views: adsOfToday() };
    await putObjects(system.lake, {
      'input/product_views/today.csv': rows.product_views,
      'input/ads_views/today.csv': rows.ads_views,
    });
    expect(theFinding(await doctor(), 'calendar').message).toMatch(/stale.*2 objects are new/);
    expect(await mend(found[0]!)).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
    logs = {
      ...logs,
      product_views: logs.product_views + withoutHeader(rows.product_views),
      ads_views: logs.ads_views + withoutHeader(rows.ads_views),
    };
    expect(await publishedRows(system.db, TODAY)).toEqual(referenceLists(logs, TODAY));
    const runs = await system.db.selectFrom('runs').select('date').execute();
    expect(runs).toHaveLength(DATES.length + 1);
  });
});

function adsOfToday(): string {
  const lines = Array.from({ length: 500 }, (_, i) => {
    return `${advertiser},p${String(i % 50)},${i % 100 === 0 ? 'click' : 'impression'},${TODAY}`;
  });
  return ['advertiser_id,product_id,type,date', ...lines, ''].join('\n');
}

function withoutHeader(csv: string): string {
  return csv.slice(csv.indexOf('\n') + 1);
}

// Break: counters of the schedule in place of the calendar.
describe('a pause, and two dates that it lost', () => {
  it('is named while it lasts, and ended by the command that was printed', async () => {
    const paused = await system.adtech('schedule', 'pause', '--note', 'maintenance', '--json');
    expect(JSON.parse(paused.stdout)).toMatchObject({
      paused: true,
      pause: { loses_dates: [addDays(TODAY, 1), ...daysFromTo(addDays(TODAY, 2), addDays(TODAY, 7))] },
    });
    const found = theFinding(await doctor(), 'schedule');
    expect(found.message).toContain('paused (maintenance)');
    expect(await mend(found)).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  });

  it('leaves exactly those dates, which `backfill --only missing` fills', async () => {
    const lost = [addDays(FIRST, 1), addDays(FIRST, 7)];
    for (const table of ['publications', 'runs'] as const) {
      await system.db
        .deleteFrom(table)
        .where('date', '=', sql<string>`ANY (${lost}::date[])`)
        .execute();
    }
    const resumed = await system.adtech('schedule', 'resume', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ paused: false, unpublished_dates: lost });
    const found = theFinding(await doctor(), 'calendar');
    expect(found.dates).toEqual(lost);
    const dryRun = await system.adtech(...argumentsOf(found.command), '--dry-run');
    expect(dryRun.stdout).toBe(`${lost.join('\n')}\n`);
    expect(await mend(found)).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  });
});

it('names a schedule that has drifted, and the command that it prints resets it', async () => {
  await system.client.schedule.getHandle('daily-recommendations').update((schedule) => ({
    ...schedule,
    policies: { ...schedule.policies, overlap: 'SKIP' },
  }));
  const found = theFinding(await doctor(), 'schedule');
  expect(found.message).toMatch(/overlap policy is "SKIP", specified "ALLOW_ALL"/);
  expect(await mend(found)).toMatchObject({ code: 0 });
  expect(await doctor()).toMatchObject({ code: 0, findings: [] });
});

describe('an object that cannot be read', () => {
  const KEY = 'input/ads_views/bad.csv';

  it('is named with its fault once a run has met it, and so is the date that failed', async () => {
    await putObjects(system.lake, { [KEY]: 'advertiser_id;product_id;type;date\n' });
    const end = await system.adtech('run', TODAY);
    expect(end.code).toBe(1);
    const told = await doctor();
    expect(theFinding(told, 'inputs').message).toMatch(
      /input\/ads_views\/bad\.csv cannot be read.*Use commas/,
    );
    expect(theFinding(told, 'calendar')).toMatchObject({
      dates: [TODAY],
      message: expect.stringContaining(KEY) as unknown,
    });
  });

  it('is no more once it is removed, and the date is published by the command that was printed', async () => {
    const told = await doctor();
    removeObject(system, KEY);
    expect(await mend(theFinding(told, 'inputs'))).toMatchObject({ code: 0 });
    expect(await mend(theFinding(told, 'calendar'))).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  });

  it('of 0 bytes is named, and so is a log that lies there twice', async () => {
    await putObjects(system.lake, { [KEY]: '', 'input/product_views.csv.gz': 'x' });
    const messages = (await doctor()).findings
      .filter(({ check }) => check === 'inputs')
      .map((one) => one.message);
    expect(messages).toEqual([
      expect.stringMatching(/product_views\.csv: lies there twice/),
      expect.stringMatching(/bad\.csv cannot be read: 0 bytes/),
    ]);
    removeObject(system, KEY);
    removeObject(system, 'input/product_views.csv.gz');
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  });
});

describe('an upload of many times the rows of other days, one in ten malformed', () => {
  const KEY = 'input/product_views/today.csv';

  it('is named by its volume and by its rejects', async () => {
    await putObjects(system.lake, { [KEY]: viewsOfToday(3_000, 300) });
    expect(await system.adtech('backfill', '--only', 'stale')).toMatchObject({ code: 0 });
    const told = await doctor();
    expect(checksOf(told)).toEqual(['rejects', 'volume']);
    expect(theFinding(told, 'volume')).toMatchObject({
      dates: [TODAY],
      message: expect.stringMatching(
        /2,700 product views, the 9 days before had 4\d\d \(median\)/,
      ) as unknown,
    });
    expect(theFinding(told, 'rejects').message).toMatch(
      /% of the rows that came with .* are rejected, usual are 0 %/,
    );
  });

  it('counts as known when told so, and only for its date', async () => {
    const told = await doctor('--ignore', `volume@${TODAY}`, 'rejects');
    expect(told).toMatchObject({
      code: 0,
      healthy: true,
      ignored: [{ check: 'rejects' }, { check: 'volume' }],
    });
    const other = await doctor('--ignore', `volume@${FIRST}`, 'rejects');
    expect(checksOf(other)).toEqual(['volume']);
  });

  it('is as the others once it is corrected and the command that was printed has run', async () => {
    const told = await doctor();
    await putObjects(system.lake, { [KEY]: viewsOfToday(500) });
    expect(await mend(theFinding(told, 'volume'))).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  });
});

it('names a run that is open for longer than is allowed', async () => {
  await system.client.workflow.start(WORKFLOW_TYPE, {
    taskQueue: 'recommendations',
    workflowId: workflowIdOf(FIRST),
    args: [{ executionDate: FIRST }],
    startDelay: '1 hour',
  });
  expect(await doctor()).toMatchObject({ code: 0, findings: [] });
  const found = theFinding(await doctor('--open-minutes', '0'), 'calendar');
  expect(found).toMatchObject({
    dates: [FIRST],
    message: expect.stringContaining('open for 0 minutes') as unknown,
  });
  expect(await mend(found)).toMatchObject({ code: 0 });
  expect(await doctor('--open-minutes', '0')).toMatchObject({ code: 0, findings: [] });
});
