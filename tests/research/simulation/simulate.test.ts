import { MODELS } from '../../../domain/models';
import { topCtr } from '../../../domain/models/top-ctr';
import { topProducts } from '../../../domain/models/top-products';
import { simulate } from '../../../research/simulation/simulate';
import type { SimulationOptions } from '../../../research/simulation/simulate';

const OPTIONS: SimulationOptions = {
  models: [topProducts, topCtr],
  explore: [0, 0.1],
  seeds: [1, 2],
  days: 5,
  advertisers: 2,
  products: 50,
  impressions: 500,
  views: 500,
  affinity: 0,
  churn: 0,
  halfLifeDays: 7,
  ctr: 0.05,
};

describe('a simulation', () => {
  const runs = [...simulate(OPTIONS)];

  it('has a run for each seed, model and share, by day', () => {
    expect(runs.map(({ seed, model, explore }) => `${seed} ${model} ${explore}`)).toEqual([
      '1 TopProducts 0',
      '1 TopProducts 0.1',
      '1 TopCTR 0',
      '1 TopCTR 0.1',
      '2 TopProducts 0',
      '2 TopProducts 0.1',
      '2 TopCTR 0',
      '2 TopCTR 0.1',
    ]);
    for (const { cumulativeRegret, overlap } of runs) {
      expect(cumulativeRegret).toHaveLength(5);
      expect(overlap).toHaveLength(5);
    }
  });

  it('is the same each time', () => {
    expect([...simulate(OPTIONS)]).toEqual(runs);
  });

  it('shows every model the same world and the same first day', () => {
    const ofSeed = runs.filter(({ seed, explore }) => seed === 1 && explore === 0);
    expect(new Set(ofSeed.map(({ bestClicks }) => bestClicks)).size).toBe(1);
    expect(new Set(ofSeed.map(({ cumulativeRegret }) => cumulativeRegret[0])).size).toBe(1);
  });

  it('gives each advertiser its own random numbers', () => {
    const alike = { ...OPTIONS, skew: 0, ctr: 0.5, seeds: [1], models: [topCtr], explore: [0], days: 1 };
    const [one, two] = [1, 2].map((advertisers) => [...simulate({ ...alike, advertisers })][0]);
    // All products are alike: with the same random numbers, two advertisers would have the mean of one.
    expect(two!.clicks).not.toBe(one!.clicks);
  });

  it('loses about as much as even exposure when everything is explored', () => {
    for (const model of MODELS) {
      const [all] = simulate({ ...OPTIONS, models: [model], explore: [1], seeds: [3], impressions: 5_000 });
      expect(all!.cumulativeRegret.at(-1)! / all!.evenRegret).toBeCloseTo(1, 1);
    }
  });

  it('is refused where a run would take too long to be interrupted', () => {
    const large = { ...OPTIONS, days: 100, advertisers: 1_000, impressions: 2_000, views: 1 };
    expect(() => simulate(large).next()).toThrow(/more than 200000000 events; ask for fewer/);
  });

  it('has no more clicks than chance allows beyond the best lists', () => {
    for (const { clicks, bestClicks, cumulativeRegret } of runs) {
      expect(Math.abs(bestClicks - cumulativeRegret.at(-1)! - clicks)).toBeLessThan(
        5 * Math.sqrt(bestClicks),
      );
    }
  });
});
