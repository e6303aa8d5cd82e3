import { repeat } from '../bench';
import type { Size } from '../plan';
import { noteRow } from '../row';
import type { Row } from '../row';
import { ours } from './contestants';
import type { BackfillTimings, Contestant, DurableBench } from './contestants';
import { durableRows } from './durable-rows';

/** All dates of each size twice by each contestant in turn, from raw logs to lists in Postgres. */
export async function measureDurable(bench: DurableBench, peers: readonly Contestant[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of bench.plan.sizes) rows.push(...(await measureSize(bench, peers, size)));
  return rows;
}

async function measureSize(bench: DurableBench, peers: readonly Contestant[], size: Size): Promise<Row[]> {
  const { plan, say } = bench;
  const logs = await bench.logs.logs(size);
  const timings = new Map<Contestant, BackfillTimings[]>(
    [ours, ...peers].filter(({ upToRows }) => size.rows <= upToRows).map((one) => [one, []]),
  );
  await repeat(bench, `durable ${size.name}`, async () => {
    for (const [contestant, ofContestant] of timings) {
      say(`durable ${size.name}: ${contestant.title}`);
      ofContestant.push(await contestant.run(bench, logs));
    }
  });
  const leftOut = peers.filter((peer) => !timings.has(peer));
  return [
    ...durableRows(size, timings, plan),
    ...leftOut.map(({ title, upToRows }) =>
      noteRow('cold', size, title, `left out above ${upToRows.toLocaleString('en')} rows`),
    ),
  ];
}
