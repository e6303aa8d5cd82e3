import { countHere } from '../../../counting/counts/count-here';
import type { Tasks } from '../../../counting/threads/tasks';
import type { TaskRunner } from '../../../counting/counts/task-runner';
import { headerOf, describeCounts, countAtOnce } from '../../support/logs/counted-objects';
import { MemoryLake } from '../../support/lake/memory-lake';
import { tasksHere } from '../../support/logs/tasks-here';
import { BadLogError } from '../../../logs/bad-log';

const KEY = 'input/product_views.csv';
const OPTIONS = { signal: new AbortController().signal, onBytes: () => undefined };

/** Runs tasks where it is; an object is planned in ranges that meet at these bytes. */
function runnerOver(lake: MemoryLake, borders: readonly number[]): TaskRunner<Tasks> {
  const run = async (name: keyof Tasks, input: { object: { sizeBytes: number } }) => {
    if (name !== 'openObject' || borders.length === 0) return tasksHere(lake).run(name, input as never);
    const header = await headerOf(lake, input as never);
    if ('fault' in header) throw new Error(header.fault.text);
    const ends = [...borders, input.object.sizeBytes];
    const ranges = ends.map((end, i) => ({ start: ends[i - 1] ?? header.endsAt, end }));
    return { plan: { layout: header.layout, headerLines: header.lines, ranges } };
  };
  return { run } as unknown as TaskRunner<Tasks>;
}

async function put(rows: readonly string[]) {
  const lake = new MemoryLake();
  const csv = ['advertiser_id,product_id,date,note', ...rows, ''].join('\n');
  return {
    lake,
    logObject: { log: 'product_views', object: await lake.write(KEY, Buffer.from(csv)) } as const,
  };
}

const ROWS = Array.from({ length: 60 }, (_, i) =>
  i % 9 === 0
    ? `A,p,soon,`
    : `A,p${String(i % 7)},2024-02-${String(10 + (i % 20))},"${'two\nlines,'.repeat(3)}"`,
);

it.each([
  ['at once', []],
  ['in ranges, one of which begins inside quotes', [200, 333, 901]],
])('counts an object %s as the steps of the workflow do', async (_, borders) => {
  const { lake, logObject } = await put(ROWS);
  const counted = await describeCounts(lake, await countHere(runnerOver(lake, borders), logObject, OPTIONS));
  const other = await put(ROWS);
  expect(counted).toEqual(await countAtOnce(other.lake, other.logObject));
  expect(counted).toMatchObject({ records: 60, rejected: 7 });
});

it('fails with the fault of an object that cannot be read, by its line in the object', async () => {
  const { lake, logObject } = await put([...ROWS, 'A,p,2024-02-10,"never closed']);
  await expect(countHere(runnerOver(lake, [100]), logObject, OPTIONS)).rejects.toThrow(BadLogError);
});
