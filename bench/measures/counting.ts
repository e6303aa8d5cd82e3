import { repeat } from '../bench';
import type { Bench } from '../bench';
import type { Peer, PeerTiming } from '../peers';
import { largestSize } from '../plan';
import type { Size } from '../plan';
import { goalAt, leftOutRows, median, peerRow, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 0.45;
/** Of XL to L, with five times the rows. */
const MAX_GROWTH = 5.2;

/** What the command took, and the same command when everything is counted. */
interface OurTimings {
  readonly counting: SystemTiming[];
  readonly startUps: SystemTiming[];
}

/** Reading and counting alone, without the start of our command or of the peers' interpreter; at L too if XL is asked for. */
export async function measureCounting(bench: Bench): Promise<Row[]> {
  const size = largestSize(bench.plan);
  const smaller = bench.plan.sizes.find(({ name }) => name === 'L' && size.name === 'XL');
  const before = smaller === undefined ? undefined : await measureSize(bench, smaller);
  const { rows, seconds } = await measureSize(bench, size);
  if (before === undefined) return rows;
  const value = seconds / before.seconds;
  const growth = systemRow('counting', size, `ours, by ${smaller?.name ?? ''}`, [], {
    ratio: { value, to: `ours at ${smaller?.name ?? ''}` },
    ...goalAt('XL', size, `ratio ≤ ${MAX_GROWTH}`, value <= MAX_GROWTH),
  });
  return [...before.rows, ...rows, growth];
}

/** The rows of a size, and our seconds without the start. */
async function measureSize(
  bench: Bench,
  size: Size,
): Promise<{ readonly rows: Row[]; readonly seconds: number }> {
  const { plan, peers } = bench;
  const logs = await bench.logs.logs(size);
  const lastDate = plan.dates.slice(-1);
  const ours: OurTimings = { counting: [], startUps: [] };
  const counting = peers.of(size).filter(({ readsOnce }) => readsOnce);
  const theirs = new Map<Peer, PeerTiming[]>(counting.map((peer) => [peer, []]));
  await repeat(bench, `counting ${size.name}`, async () => {
    await Trial.run(bench, logs, async (trial) => {
      ours.counting.push(await trial.count());
      ours.startUps.push(await trial.count());
      // The counts are right if the lists made from them are.
      await trial.backfill(lastDate);
      await trial.check(lastDate);
    });
    for (const [peer, timings] of theirs) {
      bench.say(`counting ${size.name}: ${peer.name}`);
      const lake = bench.logs.openLake(logs);
      const timing = await peers.run(bench, peer, { files: lake.files, logsKey: logs.key, dates: lastDate });
      timings.push({ ...timing, wallSeconds: timing.scanSeconds ?? timing.wallSeconds });
      lake.remove();
    }
  });
  const [best] = [...theirs]
    .map(([peer, timings]) => ({ to: peer.name, seconds: median(wallOf(timings)) }))
    .sort((a, b) => a.seconds - b.seconds);
  const startUp = median(wallOf(ours.startUps));
  const seconds = median(wallOf(ours.counting)) - startUp;
  const value = best === undefined ? NaN : seconds / best.seconds;
  const rows = [
    systemRow('counting', size, 'ours', ours.counting, {
      ...(best === undefined ? {} : { ratio: { value, to: best.to } }),
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
      note: `ratio: without the ${startUp.toFixed(2)} s of a command that finds everything counted`,
    }),
    ...[...theirs].map(([peer, timings]) =>
      peerRow('counting', size, peer.name, timings, {
        note: 'wall of the scan alone; CPU and memory of the whole, with one date',
      }),
    ),
    ...leftOutRows('counting', size, peers),
  ];
  return { rows, seconds };
}
