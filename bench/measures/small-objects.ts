import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repeat } from '../bench';
import type { Bench } from '../bench';
import type { LakeFolder } from '../logs';
import { goalAt, median, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const ROWS_PER_OBJECT = 50;
const MAX_RATIO = 5;

/** One log in thousands of objects of 50 rows, and in one: counting all of them, and a date on a worker that knows none. */
export async function measureSmallObjects(bench: Bench): Promise<Row[]> {
  const lastDate = bench.plan.dates.slice(-1);
  const [size] = bench.plan.sizes;
  if (size === undefined) throw new Error('a plan has one size at least');
  const logs = await bench.logs.logs(size);
  const [one, many, date]: [SystemTiming[], SystemTiming[], SystemTiming[]] = [[], [], []];
  let objects = 0;
  await repeat(bench, `small-objects ${size.name}`, async () => {
    await Trial.run(bench, logs, async (trial) => {
      one.push(await trial.count());
      await trial.backfill(lastDate);
      await trial.check(lastDate);
    });
    await Trial.run(bench, logs, async (trial) => {
      objects = splitAds(trial.lake);
      many.push(await trial.count());
      await trial.restartWorkers();
      date.push(await trial.backfill(lastDate));
      await trial.check(lastDate);
    });
  });
  const value = median(wallOf(many)) / median(wallOf(one));
  return [
    systemRow('small-objects', size, 'ours, one object', one),
    systemRow('small-objects', size, `ours, ${objects.toLocaleString('en')} objects`, many, {
      ratio: { value, to: 'one object' },
      ...goalAt('S', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
    }),
    systemRow('small-objects', size, `ours, a date of ${objects.toLocaleString('en')} objects`, date, {
      note: 'counted before, on a new worker',
    }),
  ];
}

/** Puts the rows of `ads_views` into many objects; returns how many. */
function splitAds(lake: LakeFolder): number {
  const file = path.join(lake.folder, 'input', 'ads_views.csv');
  const [header = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  rmSync(file);
  const folder = path.join(lake.folder, 'input', 'ads_views');
  mkdirSync(folder);
  const objects = Math.ceil(rows.length / ROWS_PER_OBJECT);
  for (let i = 0; i < objects; i++) {
    const own = rows.slice(i * ROWS_PER_OBJECT, (i + 1) * ROWS_PER_OBJECT);
    const name = `part-${String(i).padStart(6, '0')}.csv`;
    writeFileSync(path.join(folder, name), `${[header, ...own].join('\n')}\n`);
  }
  return objects;
}
