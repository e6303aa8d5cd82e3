import { addDays, daysFromTo } from '../../domain/execution-date';
import { removeObject } from '../support/lake/folder-objects';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-26';
const LAST = '2024-03-02';
const DATES = daysFromTo(FIRST, LAST);
const KEY = 'input/product_views/late.csv';

let logs: ReferenceLogs;
let advertiser: string;
let system: TestSystem;
/** What lies under `KEY`, if anything does. */
let late: string | undefined;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 3_000, days: DATES.length, lastDay: LAST, seed: 18 });
  advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  await system.startWorker();
  expect(await system.adtech('backfill', '--from', FIRST, '--to', LAST)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

interface Status {
  readonly date: string;
  readonly state: string;
  readonly workflow_run_id: string;
}

async function statuses(): Promise<Status[]> {
  const { stdout } = await system.adtech('status', '--from', FIRST, '--to', LAST, '--json');
  return (JSON.parse(stdout) as { dates: Status[] }).dates;
}

/** Each date with its state: those from `from` on are stale, those before it done. */
function staleFrom(from: string): Pick<Status, 'date' | 'state'>[] {
  return DATES.map((date) => ({ date, state: date >= from ? 'stale' : 'done' }));
}

/** So many views of one product on each of these days: enough to change the lists of every date from the first on. */
async function putLate(...days: string[]): Promise<void> {
  const rows = days.map((day) => `${advertiser},late-product,${day}\n`.repeat(500));
  late = `advertiser_id,product_id,date\n${rows.join('')}`;
  await putObjects(system.lake, { [KEY]: late });
}

/** Runs the dates from `from` on; then every date is done and equal, and the earlier ones are as they were before. */
async function expectMended(from: string): Promise<void> {
  const before = await statuses();
  const end = await system.adtech('backfill', '--from', from, '--to', LAST, '--only', 'all');
  expect(end).toMatchObject({ code: 0 });
  const after = await statuses();
  expect(after.map(({ state }) => state)).toEqual(DATES.map(() => 'done'));
  const unmoved = (all: Status[]) => all.filter(({ date }) => date < from);
  expect(unmoved(after)).toEqual(unmoved(before));
  const rows = late?.slice(late.indexOf('\n') + 1) ?? '';
  const now = { ...logs, product_views: `${logs.product_views}${rows}` };
  for (const date of DATES) {
    expect({ date, ...(await publishedRows(system.db, date)) }).toEqual({
      date,
      ...referenceLists(now, date),
    });
  }
}

// Break: the last day of an object in place of its first; days of other objects taken for the days of a new object.
describe('an object that arrives after its days were published', () => {
  const from = addDays(FIRST, 2);

  it('makes every date stale until it is counted', async () => {
    await putLate(from, LAST);
    expect(await statuses()).toMatchObject(staleFrom(FIRST));
    const { stdout } = await system.adtech('count', '--dry-run');
    expect(stdout).toBe(`${KEY}\n`);
  });

  it('makes stale the dates from its first day on, once it is', async () => {
    expect(await system.adtech('count')).toMatchObject({ code: 0 });
    expect(await statuses()).toMatchObject(staleFrom(from));
  });

  it('is in the lists of these dates when they have run again', () => expectMended(from));
});

// Break: only the days of the new object count, or only the days of the replaced one.
describe('an object that is replaced', () => {
  it('by one of later days makes stale the dates from the old first day on', async () => {
    await putLate(addDays(FIRST, 4));
    expect(await system.adtech('count')).toMatchObject({ code: 0 });
    expect(await statuses()).toMatchObject(staleFrom(addDays(FIRST, 2)));
    await expectMended(addDays(FIRST, 2));
  });

  it('by one of earlier days makes stale the dates from the new first day on', async () => {
    await putLate(addDays(FIRST, 3), addDays(FIRST, 1));
    expect(await system.adtech('count')).toMatchObject({ code: 0 });
    expect(await statuses()).toMatchObject(staleFrom(addDays(FIRST, 1)));
    await expectMended(addDays(FIRST, 1));
  });
});

// Break: inputs that a run has read and that are gone are not looked for.
it('calls the dates stale that have read an object which is gone', async () => {
  removeObject(system, KEY);
  late = undefined;
  expect(await statuses()).toMatchObject(staleFrom(addDays(FIRST, 1)));
  await expectMended(addDays(FIRST, 1));
});

// Break: an object that no run has read makes every date stale.
it('leaves every date done when all days of a new object are later, or it has none', async () => {
  await putLate(addDays(LAST, 1));
  await putObjects(system.lake, { 'input/ads_views/empty.csv': 'advertiser_id,product_id,type,date\n' });
  expect(await system.adtech('count')).toMatchObject({ code: 0 });
  expect(await statuses()).toMatchObject(staleFrom('9999-12-31'));

  await putLate(LAST);
  expect(await system.adtech('count')).toMatchObject({ code: 0 });
  expect(await statuses()).toMatchObject(staleFrom(LAST));
  await expectMended(LAST);
});
