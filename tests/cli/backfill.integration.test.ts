import { daysFromTo } from '../../domain/execution-date';
import { workflowIdOf } from '../../domain/run-identity';
import { publishedRows } from '../support/published-rows';
import { referenceLists } from '../support/reference';
import type { ReferenceLogs } from '../support/reference';
import { createTestSystem, sampleTexts } from '../support/test-system';
import type { TestSystem } from '../support/test-system';

const FIRST = '2024-02-28';
const LAST = '2024-03-01';
const DATES = daysFromTo(FIRST, LAST);
const RANGE = ['--from', FIRST, '--to', LAST] as const;

let logs: ReferenceLogs;
let system: TestSystem;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 2_000, days: 4, lastDay: LAST, seed: 12 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
});
afterAll(() => system.dispose());

interface Result {
  readonly date: string;
  readonly outcome: string;
  readonly run_id: string;
  readonly previous_run_id: string | null;
}
const datesOf = <One = Result>(stdout: string) => (JSON.parse(stdout) as { dates: One[] }).dates;

// Fault 12. Two guards: the look at open runs beforehand, and the conflict policy of the start. Break both, the one by a
// plan that takes running dates too, the other by USE_EXISTING; each alone holds. The start alone: schedule.integration.test.ts.
it('runs a date once that is backfilled twice at once; the other command says which run is open, and exits 3', async () => {
  const one = () => system.adtech('backfill', '--from', FIRST, '--to', FIRST, '--json');
  const both = [one(), one()];
  // No worker polls: the run stays open until the other command has been refused.
  const refused = await Promise.race(both);
  const { runId } = await system.client.workflow.getHandle(workflowIdOf(FIRST)).describe();
  expect(refused.code).toBe(3);
  expect(datesOf(refused.stdout)).toMatchObject([{ date: FIRST, outcome: 'open', run_id: runId }]);
  await system.startWorker();
  const ends = await Promise.all(both);
  expect(ends.map(({ code }) => code).sort()).toEqual([0, 3]);
  const [published] = ends.filter(({ code }) => code === 0).flatMap(({ stdout }) => datesOf(stdout));
  expect(published).toMatchObject({
    date: FIRST,
    outcome: 'published',
    run_id: runId,
    previous_run_id: null,
  });
  expect(await system.db.selectFrom('runs').select('run_id').execute()).toEqual([{ run_id: runId }]);
});

// Fault 13. Break: months of 30 days, an end of the range that is left out, or days by local time.
it('runs what `--dry-run` printed, over 29 February and the end of a month: each date once, both ends', async () => {
  const dryRun = await system.adtech('backfill', ...RANGE, '--only', 'all', '--dry-run');
  expect(dryRun.stdout).toBe(`${DATES.join('\n')}\n`);
  const before = await system.db.selectFrom('runs').select('run_id').execute();
  const end = await system.adtech('backfill', ...RANGE, '--only', 'all', '--json');
  expect(end.code).toBe(0);
  const results = datesOf(end.stdout);
  expect(results.map(({ date, outcome }) => `${date} ${outcome}`)).toEqual(
    DATES.map((date) => `${date} published`),
  );
  expect(results[0]?.previous_run_id).toBe(before[0]?.run_id);
  const runs = await system.db
    .selectFrom('runs')
    .select(['date', 'run_id'])
    .where('run_id', '!=', before[0]?.run_id ?? '')
    .orderBy('date')
    .execute();
  expect(runs).toEqual(results.map(({ date, run_id }) => ({ date, run_id })));
  for (const date of DATES) expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
});

it('begins with the newest date when asked to, one after the other with `--max-parallel 1`', async () => {
  const args = [...RANGE, '--only', 'all', '--latest-first', '--max-parallel', '1'];
  const dryRun = await system.adtech('backfill', ...args, '--dry-run', '--json');
  expect(datesOf<string>(dryRun.stdout)).toEqual([...DATES].reverse());
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
