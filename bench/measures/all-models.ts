import { repeat } from '../bench';
import type { Bench } from '../bench';
import { largestSize } from '../plan';
import { goalAt, median, noteRow, systemRow, wallOf } from '../row';
import type { Row } from '../row';
import { Trial } from '../system';
import type { MoreWork, SystemTiming } from '../system';

const MAX_RATIO = 1.15;
const MAX_RATIO_OF_EVALUATION = 1.1;

/** All models, and the evaluation of lists, against the contract's two models alone. */
export async function measureAllModels(bench: Bench): Promise<Row[]> {
  const { dates } = bench.plan;
  const size = largestSize(bench.plan);
  const logs = await bench.logs.logs(size);
  const timings: Readonly<Record<MoreWork, SystemTiming[]>> = {
    nothing: [],
    models: [],
    'models and evaluation': [],
  };
  await repeat(bench, `all-models ${size.name}`, async () => {
    for (const [more, own] of Object.entries(timings) as [MoreWork, SystemTiming[]][]) {
      await Trial.run(
        bench,
        logs,
        async (trial) => {
          own.push(await trial.backfill(dates));
          await trial.check(dates);
        },
        { more },
      );
    }
  });
  const { nothing: two, models: all, 'models and evaluation': evaluated } = timings;
  const ratioOf = (more: readonly SystemTiming[], to: readonly SystemTiming[]) =>
    median(wallOf(more)) / median(wallOf(to));
  const ofAll = ratioOf(evaluated, two);
  const ofEvaluation = ratioOf(evaluated, all);
  return [
    systemRow('all-models', size, 'ours, two models', two),
    systemRow('all-models', size, 'ours, all models', all, {
      ratio: { value: ratioOf(all, two), to: 'two models' },
    }),
    systemRow('all-models', size, 'ours, all models, evaluated', evaluated, {
      ratio: { value: ofAll, to: 'two models' },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO}`, ofAll <= MAX_RATIO),
    }),
    {
      ...noteRow('all-models', size, 'ours, the evaluation', 'all models, evaluated, divided by all models'),
      ratio: { value: ofEvaluation, to: 'all models' },
      ...goalAt('L', size, `ratio ≤ ${MAX_RATIO_OF_EVALUATION}`, ofEvaluation <= MAX_RATIO_OF_EVALUATION),
    },
  ];
}
