import type { SimulatedRun } from '../../../research/simulation/simulate';
import { summarize } from '../../../research/simulation/summarize';

const run = (more: Partial<SimulatedRun>): SimulatedRun => ({
  model: 'TopCTR',
  explore: 0,
  seed: 1,
  cumulativeRegret: [4, 10],
  overlap: [0, 0.5],
  clicks: 90,
  bestClicks: 100,
  evenRegret: 50,
  ...more,
});

describe('a summary', () => {
  it('has one line for a model and share, in the order of the runs, over all seeds', () => {
    const summaries = summarize([
      run({}),
      run({ explore: 0.05, cumulativeRegret: [4, 7] }),
      run({ model: 'TopProducts' }),
      run({ seed: 2, cumulativeRegret: [6, 20], overlap: [0.2, 0.7], bestClicks: 80, clicks: 60 }),
      run({ seed: 2, explore: 0.05, cumulativeRegret: [6, 21] }),
    ]);
    expect(summaries.map(({ model, explore, seeds }) => [model, explore, seeds])).toEqual([
      ['TopCTR', 0, 2],
      ['TopCTR', 0.05, 2],
      ['TopProducts', 0, 1],
    ]);
    expect(summaries[0]).toMatchObject({
      regret: { mean: 15, min: 10, max: 20 },
      regretShare: { mean: 0.175, min: 0.1, max: 0.25 },
      overlap: { mean: 0.6, min: 0.5, max: 0.7 },
      clicks: { mean: 75 },
      evenRegret: { mean: 50 },
      evenRegretShare: { mean: 0.5625, min: 0.5, max: 0.625 },
      cumulativeRegret: [5, 15],
      dailyOverlap: [0.1, 0.6],
    });
  });

  it('compares exploring with not exploring in the same world', () => {
    const [, exploring] = summarize([
      run({ cumulativeRegret: [10] }),
      run({ explore: 0.1, cumulativeRegret: [7] }),
      run({ seed: 2, cumulativeRegret: [20] }),
      run({ seed: 2, explore: 0.1, cumulativeRegret: [21] }),
    ]);
    expect(exploring?.regretOfExploring).toMatchObject({ mean: -1, min: -3, max: 1 });
  });

  it('compares nothing where there is nothing without exploration', () => {
    const [only] = summarize([run({ explore: 0.1 })]);
    expect(only?.regretOfExploring).toBeUndefined();
  });
});
