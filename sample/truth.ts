import { popularityWeights } from './popularity';
import type { ResolvedSampleOptions } from './sample-options';
import { advertiserIdOf, productIdOf } from './sample-world';
import type { World } from './sample-world';

const RANDOM_VALUES = 2 ** 32;

/** The options that determine click probabilities. */
type ProbabilityOptions = Pick<ResolvedSampleOptions, 'products' | 'skew'> & { readonly ctr: number };

/** The true properties of one product, which its log only samples. */
export interface ProductTruth {
  readonly advertiserId: string;
  readonly productId: string;
  /** Chance that an impression is clicked, 0 to 1. */
  readonly clickProbability: number;
  /** Weight among the advertiser's products in product views and impressions. */
  readonly popularity: number;
}

/**
 * The click probabilities of an advertiser's products by their rank in clicks, the best first: proportional to their
 * popularity, with the mean `ctr`. Each is a multiple of 2^-32, so that the written probability is exactly the probability
 * of the draw.
 *
 * @throws RangeError when the best one would be above 1.
 */
export function clickProbabilities(options: ProbabilityOptions): Float64Array {
  return Float64Array.from(clickValuesByRank(options), (values) => values / RANDOM_VALUES);
}

/** For each pair of a world, the number of values of a 32-bit random number that are a click. */
export function clickValues(world: World, options: ProbabilityOptions): Uint32Array {
  const byRank = clickValuesByRank(options);
  const values = new Uint32Array(world.productsByClicks.length);
  for (let at = 0; at < values.length; at += 1) {
    const rank = at % world.products;
    values[at - rank + (world.productsByClicks[at] ?? 0)] = byRank[rank] ?? 0;
  }
  return values;
}

/** Every product of a world with its click probability: advertisers in order, the best product of each first. */
export function* truthOf(world: World, options: ProbabilityOptions): Generator<ProductTruth> {
  const byRank = clickProbabilities(options);
  const popularity = popularityWeights(options.products, options.skew);
  for (let at = 0; at < world.productsByClicks.length; at += 1) {
    const rank = at % world.products;
    const product = world.productsByClicks[at] ?? 0;
    const pair = at - rank + product;
    yield {
      advertiserId: advertiserIdOf(world, Math.floor(pair / world.products)),
      productId: productIdOf(world, pair),
      clickProbability: byRank[rank] ?? 0,
      popularity: popularity[product] ?? 0,
    };
  }
}

function clickValuesByRank({ products, skew, ctr }: ProbabilityOptions): Uint32Array {
  const weights = popularityWeights(products, skew);
  const scale = (ctr * products) / weights.reduce((sum, weight) => sum + weight, 0);
  const highest = (weights[0] ?? 0) * scale;
  // With equal weights the sum may be off in its last bit.
  if (highest > 1 + Number.EPSILON * products) {
    throw new RangeError(
      `ctr ${ctr} would give the best of ${products} products a click probability of ${highest.toPrecision(3)}; ` +
        `ask for ${Math.floor((ctr / highest) * 1e4) / 1e4} at most, or for another skew`,
    );
  }
  return Uint32Array.from(weights, (weight) =>
    Math.min(Math.round(weight * scale * RANDOM_VALUES), RANDOM_VALUES - 1),
  );
}
