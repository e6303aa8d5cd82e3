import { repeat } from '../bench';
import type { Bench } from '../bench';
import { addLateObject } from '../logs';
import { largestSize } from '../plan';
import { goalAt, median, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 0.05;

/** One late object with 1 % of the rows, after everything else was counted: only this object is read. */
export async function measureLateObject(bench: Bench): Promise<Row[]> {
  const { dates } = bench.plan;
  const lastDate = dates.slice(-1);
  const size = largestSize(bench.plan);
  const logs = await bench.logs.logs(size);
  const lateFile = await bench.logs.lateObject(size);
  const lateKey = `${logs.key}-late`;
  const [first, late]: [SystemTiming[], SystemTiming[]] = [[], []];
  const startUps: number[] = [];
  await repeat(bench, `late-object ${size.name}`, async (round) => {
    await Trial.run(bench, logs, async (trial) => {
      first.push(await trial.count());
      await trial.backfill(dates);
      const files = addLateObject(trial.lake, lateFile);
      startUps.push(await trial.startUpSeconds(lastDate));
      late.push(await trial.count());
      await trial.backfill(lastDate);
      await trial.check(lastDate, lateKey);
      const [reference] = bench.peers.of(size);
      if (reference === undefined || round > 1) return;
      await bench.peers.run(bench, reference, { files, logsKey: lateKey, dates: lastDate });
    });
  });
  const startUp = median(startUps);
  const value = (median(wallOf(late)) - startUp) / (median(wallOf(first)) - startUp);
  return [
    systemRow('late-object', size, 'ours, all objects', first),
    systemRow('late-object', size, 'ours, one more', late, {
      ratio: { value, to: 'all objects' },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
      note: `ratio: both without the ${startUp.toFixed(2)} s of a command that does nothing`,
    }),
  ];
}
