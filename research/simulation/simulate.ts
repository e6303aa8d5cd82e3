import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bestListOf } from '../../domain/best-list';
import { MODELS } from '../../domain/models';
import type { Model } from '../../domain/models/model';
import { topConversions } from '../../domain/models/top-conversions';
import { createCatalogues } from './catalogue';
import type { Catalogue, CatalogueOptions } from './catalogue';
import { runFeedbackLoop } from './feedback-loop';
import type { DailyTraffic } from './policy';

/** Smallest and largest value of each number that a simulation is made from. */
export const SIMULATION_LIMITS = {
  days: { min: 1, max: 3_650 },
  advertisers: { min: 1, max: 10_000 },
  products: { min: 1, max: 10_000 },
  impressions: { min: 1, max: 1_000_000 },
  views: { min: 0, max: 1_000_000 },
  halfLifeDays: { min: 0.5, max: 3_650 },
  /** Above 0: without clicks there is no regret. */
  ctr: { min: 0.000_001, max: 1 },
  skew: { min: 0, max: 10 },
  seeds: { min: 1, max: 1_000 },
  /** The generator's state contains 32 bits of the seed. */
  seed: { min: 0, max: 0xffff_ffff },
} as const;

/** The models that are simulated unless others are asked for: a simulated world has no conversions. */
export const SIMULATED_MODELS = MODELS.filter((model) => model !== topConversions);

/** Most impressions and product views of all advertisers and days in one run, which takes seconds and cannot be interrupted. */
export const MAX_RUN_EVENTS = 200_000_000;

/** The options of a simulation: each model runs with each share of exploration, in a world for each seed. */
export interface SimulationOptions extends DailyTraffic, Omit<CatalogueOptions, 'seed'> {
  readonly models: readonly Model[];
  /** Shares of impressions that are spread over the whole catalogue. */
  readonly explore: readonly number[];
  readonly seeds: readonly number[];
}

/** The result of a model with a share of exploration in the world of a seed: means over its advertisers. */
export interface SimulatedRun {
  readonly model: string;
  readonly explore: number;
  readonly seed: number;
  /** By day: regret since the first day, in clicks of an advertiser. */
  readonly cumulativeRegret: readonly number[];
  /** By day: overlap of the list published after it with the true best one, 0 to 1. */
  readonly overlap: readonly number[];
  /** Clicks of an advertiser over all days. */
  readonly clicks: number;
  /** Expected clicks of the best lists over all days. */
  readonly bestClicks: number;
  /** Regret of showing the whole catalogue evenly, in clicks of an advertiser over all days. */
  readonly evenRegret: number;
}

/**
 * Simulates everything, one run after another: all models and shares of a seed before the next seed.
 * @throws RangeError when an option is out of range.
 */
export function* simulate(options: SimulationOptions): Generator<SimulatedRun> {
  const { days, advertisers, impressions, views } = options;
  if (days * advertisers * (impressions + views) > MAX_RUN_EVENTS) {
    throw new RangeError(
      `${days} days of ${advertisers} advertisers with ${impressions} impressions and ${views} product views each are ` +
        `more than ${MAX_RUN_EVENTS} events; ask for fewer`,
    );
  }
  for (const seed of options.seeds) {
    const catalogues = createCatalogues({ ...options, seed });
    for (const model of options.models) {
      for (const explore of options.explore) {
        yield { model: model.name, explore, seed, ...runAll(catalogues, { model, explore }, options, seed) };
      }
    }
  }
}

function runAll(
  catalogues: readonly Catalogue[],
  policy: { model: Model; explore: number },
  traffic: DailyTraffic,
  seed: number,
): Omit<SimulatedRun, 'model' | 'explore' | 'seed'> {
  const random = xoroshiro128plus(seed);
  const results = catalogues.map((catalogue) => {
    // Each advertiser has a separate random sequence: two jumps, because the loop uses one jump itself.
    random.jump();
    random.jump();
    return runFeedbackLoop(catalogue, policy, traffic, random);
  });
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const byDay = (figure: 'regrets' | 'overlaps') =>
    Array.from({ length: traffic.days }, (_, day) => mean(results.map((result) => result[figure][day] ?? 0)));
  const probabilities = catalogues.map(({ products }) =>
    products.map(({ clickProbability }) => clickProbability),
  );
  const shown = traffic.days * traffic.impressions;
  const best = mean(probabilities.map((own) => bestListOf(own).meanProbability)) * shown;
  const even = mean(probabilities.map(mean)) * shown;
  let reached = 0;
  return {
    cumulativeRegret: byDay('regrets').map((regret) => (reached += regret)),
    overlap: byDay('overlaps'),
    clicks: mean(results.map(({ clicks }) => sum(clicks))),
    bestClicks: best,
    evenRegret: best - even,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
