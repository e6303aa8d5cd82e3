import { repeat } from '../bench';
import type { Bench } from '../bench';
import { doubled, largestSize } from '../plan';
import type { Size } from '../plan';
import { goalAt, median, systemRow } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_PEAK_MB = 500;
const MAX_RATIO = 1.15;

/** The worker's peak memory for all dates, and again with twice the rows over the same keys. */
export async function measureMemory(bench: Bench): Promise<Row[]> {
  const size = largestSize(bench.plan);
  const [once, twice] = [await measureSize(bench, size), await measureSize(bench, doubled(size))];
  const peak = peakOf(once);
  const ratio = peakOf(twice) / peak;
  return [
    systemRow(
      'memory',
      size,
      'ours',
      once,
      goalAt('L', size, `peak ≤ ${MAX_PEAK_MB} MB`, peak <= MAX_PEAK_MB),
    ),
    systemRow('memory', doubled(size), 'ours', twice, {
      ratio: { value: ratio, to: `the peak of ${size.name}` },
      ...goalAt('L', size, `peak ratio ≤ ${MAX_RATIO}`, ratio <= MAX_RATIO),
    }),
  ];
}

async function measureSize(bench: Bench, size: Size): Promise<SystemTiming[]> {
  const { dates } = bench.plan;
  const logs = await bench.logs.logs(size);
  const timings: SystemTiming[] = [];
  await repeat(bench, `memory ${size.name}`, async () => {
    await Trial.run(bench, logs, async (trial) => {
      timings.push(await trial.backfill(dates));
      await trial.check(dates);
    });
  });
  const [reference] = bench.peers.of(size);
  if (reference !== undefined) {
    const lake = bench.logs.openLake(logs);
    await bench.peers.run(bench, reference, { files: lake.files, logsKey: logs.key, dates: dates.slice(-1) });
    lake.remove();
  }
  return timings;
}

function peakOf(timings: readonly SystemTiming[]): number {
  return median(timings.map(({ workerPeakMb }) => workerPeakMb ?? NaN));
}
