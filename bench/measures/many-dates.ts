import { timeBareRuns } from '../bare/timing';
import type { Bench } from '../bench';
import { largestSize } from '../plan';
import { goalAt, systemRow } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 3;
const MAX_SECONDS_PER_DATE = 0.2;

/**
 * Compares two years of dates with one month, where each additional date publishes full lists, and with as many runs that
 * do nothing. It runs once, whatever the number of repeats.
 */
export async function measureManyDates(bench: Bench): Promise<Row[]> {
  const { dates: few, manyDates: many } = bench.plan;
  const size = largestSize(bench.plan);
  const logs = await bench.logs.logs(size);
  const timings: SystemTiming[] = [];
  for (const dates of [few, many]) {
    bench.say(`many-dates ${size.name}: ${dates.length} dates`);
    await Trial.run(bench, logs, async (trial) => {
      timings.push(await trial.backfill(dates));
      await trial.check(dates);
    });
  }
  const [ofFew, ofMany] = timings;
  if (ofFew === undefined || ofMany === undefined) throw new Error('both were measured');
  const value = ofMany.wallSeconds / ofFew.wallSeconds;
  const furtherDates = many.length - few.length;
  const perDate = (ofMany.wallSeconds - ofFew.wallSeconds) / furtherDates;
  bench.say(`many-dates ${size.name}: ${furtherDates} runs that do nothing`);
  const bare = await timeBareRuns(bench, furtherDates);
  return [
    systemRow('many-dates', size, `ours, ${few.length} dates`, [ofFew]),
    systemRow('many-dates', size, `ours, ${many.length} dates`, [ofMany], {
      ratio: { value, to: `${few.length} dates` },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
    }),
    {
      ...{ measure: 'many-dates', size: size.name, who: 'ours, each further date' },
      ...{ wallSeconds: [perDate], cpuSeconds: [], peakMb: [] },
      ...goalAt('L', size, `< ${MAX_SECONDS_PER_DATE} s`, perDate < MAX_SECONDS_PER_DATE),
    },
    systemRow('many-dates', size, `Temporal alone, ${furtherDates} runs of four activities`, [bare], {
      note: `${((bare.wallSeconds / furtherDates) * 1_000).toFixed(0)} ms a run that does nothing`,
    }),
  ];
}
