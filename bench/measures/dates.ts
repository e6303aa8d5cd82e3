import { repeat } from '../bench';
import type { Bench } from '../bench';
import type { Peer, PeerTiming } from '../peers';
import type { Size } from '../plan';
import { goalAt, leftOutRows, median, peerRow, systemRow, wallOf } from '../row';
import type { Row, RowExtras } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

/** The largest allowed ratio of the product's time to the fastest peer's, by size. */
const MAX_RATIO: Readonly<Record<string, number>> = { M: 1.2, L: 0.7 };

/** All dates from raw logs to published lists, against peers that write the same lists to files. */
export async function measureDates(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of bench.plan.sizes) rows.push(...(await measureSize(bench, size)));
  return rows;
}

async function measureSize(bench: Bench, size: Size): Promise<Row[]> {
  const { plan, peers } = bench;
  const logs = await bench.logs.logs(size);
  const ours: SystemTiming[] = [];
  const startUps: number[] = [];
  const theirs = new Map<Peer, PeerTiming[]>(peers.of(size).map((peer) => [peer, []]));
  await repeat(bench, `dates ${size.name}`, async () => {
    await Trial.run(bench, logs, async (trial) => {
      startUps.push(await trial.startUpSeconds(plan.dates));
      ours.push(await trial.backfill(plan.dates));
      await trial.check(plan.dates);
    });
    for (const [peer, timings] of theirs) {
      bench.say(`dates ${size.name}: ${peer.name}`);
      const lake = bench.logs.openLake(logs);
      const dates = peers.datesOf(peer, size, plan.dates);
      timings.push(await peers.run(bench, peer, { files: lake.files, logsKey: logs.key, dates }));
      lake.remove();
    }
  });
  const startUp = `${median(startUps).toFixed(1)} s of it is the start of the command`;
  return [
    systemRow('dates', size, 'ours', ours, { note: startUp, ...verdict(bench, size, ours, theirs) }),
    ...[...theirs].map(([peer, timings]) => {
      const done = peers.datesOf(peer, size, plan.dates).length;
      const note = done < plan.dates.length ? { note: `${done} date only, not ${plan.dates.length}` } : {};
      return peerRow('dates', size, peer.name, timings, note);
    }),
    ...leftOutRows('dates', size, peers),
  ];
}

/** The product's time divided by the time of the fastest peer that did the same dates. */
function verdict(
  { plan, peers }: Bench,
  size: Size,
  ours: readonly SystemTiming[],
  theirs: ReadonlyMap<Peer, readonly PeerTiming[]>,
): RowExtras {
  const [best] = [...theirs]
    .filter(([peer]) => peers.datesOf(peer, size, plan.dates).length === plan.dates.length)
    .map(([peer, timings]) => ({ to: peer.name, seconds: median(wallOf(timings)) }))
    .sort((a, b) => a.seconds - b.seconds);
  if (best === undefined) return {};
  const value = median(wallOf(ours)) / best.seconds;
  const limit = MAX_RATIO[size.name];
  return {
    ratio: { value, to: best.to },
    ...(limit === undefined ? {} : goalAt(size.name, size, `ratio ≤ ${limit}`, value <= limit)),
  };
}
