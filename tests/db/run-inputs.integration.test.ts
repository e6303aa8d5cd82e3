import { sql } from 'kysely';
import { findPublishedInputs } from '../../db/date-records';
import { findInputsOfRun, FIRST_INPUTS } from '../../db/run-inputs';
import { findLatestRuns, findRunsOf } from '../../db/runs';
import type { RunInput } from '../../db/schema';
import { publishLists } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const table of ['publications', 'runs', 'input_chunks'] as const)
    await database.db.deleteFrom(table).execute();
});

const DATE = '2024-11-29';

/** Objects of an hourly feed, in byte order of their keys. */
const feed = (objects: number): RunInput[] =>
  Array.from({ length: objects }, (_, i) => ({
    key: `input/ads_views/${String(i).padStart(6, '0')}.csv`,
    etag: `e${String(i)}`,
    size_bytes: 100,
    first_day: '2024-11-01',
    last_day: '2024-11-01',
  }));

const publishFrom = (inputs: readonly RunInput[], date = DATE) =>
  publishLists(database.db, date, {}, [], { inputs });

const countChunks = async () => (await database.db.selectFrom('input_chunks').select('id').execute()).length;

describe('the objects that a run has read', () => {
  it.each([1, 100, 101, 3_000])(
    'are on record, all %d of them, in one order, and by page',
    async (objects) => {
      const inputs = feed(objects);
      const { runId } = await publishFrom(inputs.toReversed());
      const [run] = await findRunsOf(database.db, DATE, 1);
      expect(run).toMatchObject({ input_objects: objects, input_bytes: objects * 100 });
      expect(run?.first_inputs).toHaveLength(Math.min(objects, FIRST_INPUTS));
      const pages: RunInput[] = [];
      for (let offset = 0; offset < objects; offset += 700) {
        const page = await findInputsOfRun(database.db, { date: DATE, runId }, { offset, limit: 700 });
        expect(page?.objects).toBe(objects);
        expect(page?.inputs.length).toBe(Math.min(700, objects - offset));
        pages.push(...(page?.inputs ?? []));
      }
      expect(pages.slice(0, FIRST_INPUTS)).toEqual(run?.first_inputs);
      expect(pages.toSorted((one, other) => (one.key < other.key ? -1 : 1))).toEqual(inputs);
      const { rows } = await sql<{ key: string; first_day: string }>`
      SELECT key, etag, size_bytes, first_day, last_day FROM run_inputs WHERE run_id = ${runId}
      ORDER BY key COLLATE "C"`.execute(database.db);
      expect(rows).toEqual(inputs);
    },
  );

  it('are read by page without those of other runs, and behind the last one there are none', async () => {
    const { runId } = await publishFrom(feed(150));
    const other = await publishFrom(feed(2));
    const find = (id: string, offset: number) =>
      findInputsOfRun(database.db, { date: DATE, runId: id }, { offset, limit: 1_000 });
    expect((await find(runId, 149))?.inputs).toHaveLength(1);
    expect(await find(runId, 150)).toEqual({ objects: 150, inputs: [] });
    expect((await find(other.runId, 0))?.inputs).toEqual(feed(2));
    expect(await findInputsOfRun(database.db, { date: '2024-11-28', runId }, { offset: 0, limit: 9 })).toBe(
      undefined,
    );
  });

  it('of many dates share chunks: another day adds a few', async () => {
    await publishFrom(feed(6_000), '2024-11-27');
    const before = await countChunks();
    await publishFrom(feed(6_000), '2024-11-28');
    expect(await countChunks()).toBe(before);
    await publishFrom(feed(6_024), '2024-11-29');
    expect(await countChunks()).toBeLessThanOrEqual(before + 2);
    const found = await findPublishedInputs(database.db, '2024-11-27', '2024-11-29');
    const byDates = new Map(found.map(({ dates, inputs }) => [[...dates].sort().join(), inputs]));
    expect(byDates.get('2024-11-27,2024-11-28')?.flat()).toEqual(feed(6_000));
    expect(byDates.get('2024-11-29')?.flat()).toEqual(feed(6_024));
    // Shared chunks are one array, which is looked at once.
    const shared = new Set(byDates.get('2024-11-29'));
    expect(byDates.get('2024-11-27,2024-11-28')?.filter((chunk) => shared.has(chunk)).length).toBeGreaterThan(
      20,
    );
  });

  it('are written by dates that publish at the same time', async () => {
    const dates = ['2024-11-25', '2024-11-26', '2024-11-27', '2024-11-28', '2024-11-29'];
    await Promise.all(dates.map((date) => publishFrom(feed(2_000), date)));
    const found = await findPublishedInputs(database.db, '2024-11-25', '2024-11-29');
    expect(found.map(({ dates: same, inputs }) => [same.length, inputs.flat().length])).toEqual([[5, 2_000]]);
  });

  it('are written again where their chunks were removed', async () => {
    await publishFrom(feed(200), '2024-11-28');
    await database.db.deleteFrom('input_chunks').execute();
    await publishFrom(feed(200));
    const [found] = await findPublishedInputs(database.db, DATE, DATE);
    expect(found?.inputs.flat()).toEqual(feed(200));
  });
});

it('a run of an earlier version has its objects in its row, however many', async () => {
  const { runId } = await publishFrom([]);
  await database.db
    .updateTable('runs')
    .set({ inputs: JSON.stringify(feed(500)), input_objects: null, input_bytes: null })
    .where('run_id', '=', runId)
    .execute();
  const [run] = await findRunsOf(database.db, DATE, 1);
  expect(run).toMatchObject({ input_objects: 500, input_bytes: null });
  expect(run?.first_inputs).toEqual(feed(FIRST_INPUTS));
  const page = await findInputsOfRun(database.db, { date: DATE, runId }, { offset: 490, limit: 100 });
  expect(page).toEqual({ objects: 500, inputs: feed(500).slice(490) });
});

it('a list of runs has no objects', async () => {
  await publishFrom(feed(200));
  const [run] = await findLatestRuns(database.db, { from: undefined, to: undefined, limit: 1 });
  expect(run).toMatchObject({ input_objects: 200 });
  expect(run).not.toHaveProperty('inputs');
});
