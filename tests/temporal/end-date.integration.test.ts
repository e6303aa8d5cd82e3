import { setTimeout as sleep } from 'node:timers/promises';
import { SCHEDULE_ID } from '../../temporal/names/run-identity';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { askDoctor } from '../support/processes/doctor';
import { adtech } from '../support/processes/command-line';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const START_DATE = '2019-03-04';
const END_DATE = '2019-03-06';

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 300, days: 3, lastDay: END_DATE, seed: 2 });
  system = await createTestSystem('folder', logs, { START_DATE, END_DATE });
  await system.startWorker();
});
afterAll(() => system.dispose());

const report = async (...args: string[]) =>
  JSON.parse((await system.adtech(...args, '--json')).stdout) as Record<string, unknown>;

/** What doctor says of the schedule and of the calendar. */
async function examine() {
  const { checks, findings } = await askDoctor((...args) => system.adtech(...args));
  const summaryOf = (name: string) => checks.find(({ check }) => check === name)?.summary;
  return {
    schedule: summaryOf('schedule'),
    calendar: summaryOf('calendar'),
    findings: findings.filter(({ check }) => check === 'schedule' || check === 'calendar'),
  };
}

it('ends the schedule and the catch-up of a closed period', async () => {
  expect(await report('schedule', 'apply')).toMatchObject({
    outcome: 'created',
    started: ['2019-03-04', '2019-03-05', '2019-03-06'],
  });
  expect(await report('schedule', 'apply')).toMatchObject({ outcome: 'unchanged', differences: [] });
  expect(await report('schedule', 'describe')).toMatchObject({
    next_times: [],
    differences: [],
    pause: { free_until: null, loses_dates: [] },
  });
  const published = async () => {
    const { dates } = (await report('status')) as { dates: { date: string; state: string }[] };
    expect(dates.map(({ date }) => date)).toEqual(['2019-03-04', '2019-03-05', '2019-03-06']);
    return dates.every(({ state }) => state === 'done');
  };
  while (!(await published())) await sleep(500);
  expect(await report('backfill', '--only', 'missing', '--dry-run')).toMatchObject({ dates: [] });
});

it('lets doctor find no date late, and need no schedule once the period is over', async () => {
  const over = 'no run due after END_DATE 2019-03-06';
  expect(await examine()).toEqual({
    schedule: `daily-recommendations, from 2019-03-04 to 2019-03-06, ${over}`,
    calendar: '3 of 3 dates published, 2019-03-04 to 2019-03-06',
    findings: [],
  });
  await system.client.schedule.getHandle(SCHEDULE_ID).delete();
  expect(await examine()).toMatchObject({
    schedule: `no daily-recommendations, and none is needed: ${over}`,
    findings: [],
  });
  const { code, stdout } = await system.adtech('schedule', 'describe');
  expect(stdout).toContain('none is needed');
  expect(code).toBe(0);
});

it('is the last time of the schedule while it is to come, and without it dates go on', async () => {
  const next = addDays(lastDueDate(new Date()), 1);
  const end = addDays(next, 1);
  const schedule = async (command: string, endDate: string) => {
    const env = { ...system.env, START_DATE: next, END_DATE: endDate };
    const { stdout } = await adtech(['schedule', command, '--json'], env);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  await schedule('apply', end);
  expect(await schedule('describe', end)).toMatchObject({
    next_times: [`${next}T23:00:00.000Z`, `${end}T23:00:00.000Z`],
    pause: { loses_dates: [next, end] },
  });
  const differences = [`end is "${end}T23:59:59.000Z", specified not set`];
  expect(await schedule('apply', '')).toMatchObject({ outcome: 'updated', differences });
  const { next_times: times } = await schedule('describe', '');
  expect(times).toHaveLength(3);
});
