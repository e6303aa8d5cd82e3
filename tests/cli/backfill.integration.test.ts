import { daysFromTo } from '../../domain/execution-date';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-28';
const LAST = '2024-03-01';
const DATES = daysFromTo(FIRST, LAST);
const RANGE = ['--from', FIRST, '--to', LAST] as const;

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 2_000, days: 4, lastDay: LAST, seed: 12 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  await system.startWorker();
});
afterAll(() => system.dispose());

const datesOf = (stdout: string) => (JSON.parse(stdout) as { dates: string[] }).dates;

it('begins with the newest date when asked to, one after the other with `--max-parallel 1`', async () => {
  const args = [...RANGE, '--only', 'all', '--latest-first', '--max-parallel', '1'];
  const dryRun = await system.adtech('backfill', ...args, '--dry-run', '--json');
  expect(datesOf(dryRun.stdout)).toEqual([...DATES].reverse());
  expect(await system.adtech('backfill', ...args)).toMatchObject({ code: 0 });
  const published = await system.db
    .selectFrom('publications')
    .innerJoin('runs', 'runs.run_id', 'publications.run_id')
    .select(['publications.date', 'runs.started_at', 'publications.published_at'])
    .orderBy('publications.date', 'desc')
    .execute();
  expect(published.map(({ date }) => date)).toEqual([...DATES].reverse());
  published.slice(1).forEach(({ started_at }, i) => {
    expect(started_at.getTime()).toBeGreaterThanOrEqual(published[i]?.published_at?.getTime() ?? Infinity);
  });
});

it.each([
  ['a selection that is none', ['--only', 'some'], /Allowed choices are missing, failed, stale, all/],
  ['no run at a time', ['--max-parallel', '0'], /whole number from 1 to 500/],
])('calls %s wrong usage', async (_, args, says) => {
  const { code, stderr } = await system.adtech('backfill', ...RANGE, ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
});
