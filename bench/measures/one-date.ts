import { repeat } from '../bench';
import type { Bench } from '../bench';
import { largestSize } from '../plan';
import { goalAt, median, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 1.3;

/** Compares all dates with one date, each on a lake without counts: what does one more date cost? */
export async function measureOneDate(bench: Bench): Promise<Row[]> {
  const { dates } = bench.plan;
  const size = largestSize(bench.plan);
  const logs = await bench.logs.logs(size);
  const [all, one]: [SystemTiming[], SystemTiming[]] = [[], []];
  await repeat(bench, `one-date ${size.name}`, async () => {
    for (const [wanted, timings] of [
      [dates.slice(-1), one],
      [dates, all],
    ] as const) {
      await Trial.run(bench, logs, async (trial) => {
        timings.push(await trial.backfill(wanted));
        await trial.check(wanted);
      });
    }
  });
  const value = median(wallOf(all)) / median(wallOf(one));
  return [
    systemRow('one-date', size, 'ours, 1 date', one),
    systemRow('one-date', size, `ours, ${dates.length} dates`, all, {
      ratio: { value, to: '1 date' },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
    }),
  ];
}
