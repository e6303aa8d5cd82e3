import { repeat } from '../bench';
import type { Bench } from '../bench';
import { largestSize } from '../plan';
import { goalAt, median, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { SystemTiming } from '../system';

const MAX_RATIO = 1.15;

/** All models and the evaluation of lists against the contract's two models alone. */
export async function measureAllModels(bench: Bench): Promise<Row[]> {
  const { dates } = bench.plan;
  const size = largestSize(bench.plan);
  const logs = await bench.logs.logs(size);
  const [all, two]: [SystemTiming[], SystemTiming[]] = [[], []];
  await repeat(bench, `all-models ${size.name}`, async () => {
    for (const [allModels, timings] of [
      [false, two],
      [true, all],
    ] as const) {
      await Trial.run(
        bench,
        logs,
        async (trial) => {
          timings.push(await trial.backfill(dates));
          await trial.check(dates);
        },
        { allModels },
      );
    }
  });
  const value = median(wallOf(all)) / median(wallOf(two));
  return [
    systemRow('all-models', size, 'ours, two models', two),
    systemRow('all-models', size, 'ours, all models, evaluated', all, {
      ratio: { value, to: 'two models' },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
    }),
  ];
}
