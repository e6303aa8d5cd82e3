import { repeat } from '../bench';
import type { Bench } from '../bench';
import { findCountedRanges } from '../history';
import type { CountedRange } from '../history';
import { TwoHosts } from '../network';
import { largestSize } from '../plan';
import { goalAt, median, noteRow, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

/** Two workers in separate network namespaces share the counting: both must work, and no range may be counted twice. */
export async function measureTwoHosts(bench: Bench): Promise<Row[]> {
  const size = largestSize(bench.plan);
  const obstacle = TwoHosts.obstacle();
  if (obstacle !== undefined) return [noteRow('two-hosts', size, 'ours', `skipped: ${obstacle}`)];
  const lastDate = bench.plan.dates.slice(-1);
  const logs = await bench.logs.logs(size);
  const [one, two]: [SystemTiming[], SystemTiming[]] = [[], []];
  const ranges: CountedRange[][] = [];
  const hosts = await TwoHosts.create();
  try {
    await repeat(bench, `two-hosts ${size.name}`, async () => {
      await Trial.run(bench, logs, async (trial) => {
        one.push(await trial.count());
      });
      await Trial.run(
        bench,
        logs,
        async (trial) => {
          two.push(await trial.count());
          await trial.backfill(lastDate);
          await trial.check(lastDate);
          ranges.push(await findCountedRanges(trial.temporal.address));
        },
        { hosts },
      );
    });
  } finally {
    await hosts.remove();
  }
  const worst = ranges.map(shares).sort((a, b) => Number(a.isShared) - Number(b.isShared))[0];
  return [
    systemRow('two-hosts', size, 'ours, 1 worker', one),
    systemRow('two-hosts', size, 'ours, 2 workers', two, {
      ratio: { value: median(wallOf(two)) / median(wallOf(one)), to: '1 worker' },
      ...goalAt('L', size, 'both work, nothing twice', worst?.isShared ?? false),
      note: worst?.text ?? '',
    }),
  ];
}

/** How many ranges each worker has counted, and how many were counted twice. */
function shares(ranges: readonly CountedRange[]): { isShared: boolean; text: string } {
  const byWorker = new Map<string, number>();
  for (const { worker } of ranges) byWorker.set(worker, (byWorker.get(worker) ?? 0) + 1);
  const twice = ranges.length - new Set(ranges.map(({ range }) => range)).size;
  return {
    isShared: byWorker.size === 2 && twice === 0,
    text: `ranges counted by each worker: ${[...byWorker.values(), 0, 0].slice(0, 2).join(' and ')}; twice: ${twice}`,
  };
}
