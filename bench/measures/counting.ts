import { repeat } from '../bench';
import type { Bench } from '../bench';
import type { Peer, PeerTiming } from '../peers';
import { largestSize } from '../plan';
import { goalAt, leftOutRows, median, peerRow, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 0.4;

/** Reading and counting alone: our command from its start to its end, the peers without the start of their interpreter. */
export async function measureCounting(bench: Bench): Promise<Row[]> {
  const { plan, peers } = bench;
  const size = largestSize(plan);
  const logs = await bench.logs.logs(size);
  const lastDate = plan.dates.slice(-1);
  const ours: SystemTiming[] = [];
  const counting = peers.of(size).filter(({ readsOnce }) => readsOnce);
  const theirs = new Map<Peer, PeerTiming[]>(counting.map((peer) => [peer, []]));
  await repeat(bench, `counting ${size.name}`, async () => {
    await Trial.run(bench, logs, async (trial) => {
      ours.push(await trial.count());
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
  const value = best === undefined ? NaN : median(wallOf(ours)) / best.seconds;
  return [
    systemRow('counting', size, 'ours', ours, {
      ...(best === undefined ? {} : { ratio: { value, to: best.to } }),
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
    }),
    ...[...theirs].map(([peer, timings]) =>
      peerRow('counting', size, peer.name, timings, {
        note: 'wall of the scan alone; CPU and memory of the whole, with one date',
      }),
    ),
    ...leftOutRows('counting', size, peers),
  ];
}
