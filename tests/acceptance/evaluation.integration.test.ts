import { sql } from 'kysely';
import { findEvaluations, findListEvaluations } from '../../db/evaluation-figures';
import { findProductLists } from '../../db/evaluations';
import { addDays, daysFromTo } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { LIST_SEPARATOR } from '../../domain/models/model';
import { workflowIdOf } from '../../temporal/names/run-identity';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-27';
const LAST = '2024-03-01';
const DATES = daysFromTo(FIRST, LAST);
const EVALUATED = DATES.slice(1);
const WINDOW = { from: FIRST, to: LAST };

let logs: ReferenceLogs;
let system: TestSystem;
let advertiser: string;

beforeAll(async () => {
  const sample = await sampleTexts({ rowsPerLog: 20_000, days: DATES.length, lastDay: LAST, seed: 21 });
  // Every click is followed by a conversion: a sample has none.
  logs = {
    ...sample,
    ads_views: sample.ads_views.replace(
      /^.*,click,.*\n/gm,
      (row) => row + row.replace('click', 'conversion'),
    ),
  };
  advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  await system.startWorker();
  expect(await system.adtech('backfill', '--from', FIRST, '--to', LAST)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

/** What runs of a date leave behind. */
async function resultOf(date: string): Promise<unknown> {
  return system.client.workflow.getHandle(workflowIdOf(date)).result();
}

/** The share of the advertiser's clicks of a day that fall on these products, by reading the log line by line. */
function clickShare(date: string, products: readonly string[]): number {
  const clicked = logs.ads_views
    .split('\n')
    .map((line) => line.split(','))
    .filter(([id, , type, day]) => id === advertiser && type === 'click' && day === date)
    .map(([, product = '']) => product);
  return clicked.filter((product) => products.includes(product)).length / clicked.length;
}

// Fails when a date looks for the lists of the day before only while it is first: those beside it come later.
it('holds the lists of each date against the day after, though dates run side by side', async () => {
  const evaluations = await findEvaluations(system.db, WINDOW);
  expect(evaluations.map(({ date, lists_date }) => [date, lists_date])).toEqual(
    EVALUATED.map((date) => [date, addDays(date, -1)]),
  );
  for (const { models, advertisers } of evaluations) {
    expect(advertisers).toBeGreaterThan(10);
    expect(Object.keys(models).sort()).toEqual(MODELS.map(({ name }) => name).sort());
    for (const { click_share: share } of Object.values(models)) {
      expect(share!.low).toBeLessThanOrEqual(share!.mean);
      expect(share!.high).toBeGreaterThanOrEqual(share!.mean);
    }
  }
});

// Each run takes a token to publish, and one for each pair that it evaluates.
it('evaluates each pair once', async () => {
  const { rows } = await sql<{ last_value: number }>`SELECT last_value FROM fence_tokens`.execute(system.db);
  expect(rows[0]?.last_value).toBe(DATES.length + EVALUATED.length);
});

it('finds the shares that the log itself has', async () => {
  const found = (await findListEvaluations(system.db, advertiser, WINDOW)) ?? [];
  expect(found.length).toBeGreaterThanOrEqual(MODELS.length);
  for (const { date, lists_date, model, click_share } of found) {
    const [lists] = await findProductLists(system.db, lists_date, [model], [advertiser]);
    const products = lists?.lists.split(LIST_SEPARATOR) ?? [];
    expect(click_share).toBeCloseTo(clickShare(date, products), 12);
  }
});

it('says of the first date that there was nothing to evaluate', async () => {
  expect(await system.adtech('run', FIRST)).toMatchObject({ code: 0 });
  expect(await resultOf(FIRST)).toMatchObject({
    evaluation: {
      evaluated: [
        { date: FIRST, advertisers: 0, skipped: `${addDays(FIRST, -1)} is not published` },
        { date: addDays(FIRST, 1), listsDate: FIRST, models: MODELS.map(({ name }) => name) },
      ],
    },
  });
});

// Fails when the evaluation of a date that is run again is lost, or is not the same for the same logs.
it('evaluates a date that is run again as before, with the day before it and the day after', async () => {
  const before = await findEvaluations(system.db, WINDOW);
  expect(await system.adtech('run', addDays(FIRST, 1))).toMatchObject({ code: 0 });
  expect(await findEvaluations(system.db, WINDOW)).toEqual(before);
  const stored = await system.db.selectFrom('evaluations').select('run_id').execute();
  const published = await system.db.selectFrom('publications').select('run_id').execute();
  expect(published).toEqual(expect.arrayContaining(stored));
});

it('tells it on the command line, by model and by advertiser', async () => {
  const end = await system.adtech('evaluate', '--from', FIRST, '--to', LAST, '--json');
  expect(end).toMatchObject({ code: 0 });
  const report = JSON.parse(end.stdout) as { models: { model: string }[] };
  expect(report).toMatchObject({ from: FIRST, to: LAST, days: EVALUATED.length });
  expect(report.models.map(({ model }) => model).sort()).toEqual(MODELS.map(({ name }) => name).sort());
  const table = await system.adtech('evaluate', '--from', FIRST, '--to', LAST, '--advertiser', advertiser);
  expect(table).toMatchObject({ code: 0, stdout: expect.stringContaining('TopCTRSmoothed') as string });
  const none = await system.adtech('evaluate', '--from', FIRST, '--to', FIRST);
  expect(none).toMatchObject({ code: 1, stdout: expect.stringContaining('backfill') as string });
});

// Fails when what is published depends on what comes after it.
it('leaves a date published when the evaluation fails', async () => {
  await sql`ALTER TABLE evaluations RENAME TO hidden`.execute(system.db);
  try {
    expect(await system.adtech('run', LAST)).toMatchObject({ code: 0 });
  } finally {
    await sql`ALTER TABLE hidden RENAME TO evaluations`.execute(system.db);
  }
  expect(await resultOf(LAST)).toMatchObject({
    evaluation: { failure: expect.stringContaining('evaluations') as string },
  });
  const { stdout } = await system.adtech('status', '--from', LAST, '--to', LAST, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ dates: [{ state: 'done' }] });
  // The newest lists were not evaluated, and no earlier evaluation is shown in place of theirs.
  expect((await findEvaluations(system.db, WINDOW)).map(({ date }) => date)).toEqual(EVALUATED.slice(0, -1));
});
