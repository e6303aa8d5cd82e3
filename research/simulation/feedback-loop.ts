import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { bestListOf, overlapWith } from '../../domain/best-list';
import { rankProducts } from '../../domain/models/rank';
import type { Catalogue } from './catalogue';
import { ProductHistory } from './product-history';
import type { DailyTraffic, Policy } from './policy';
import { Tastes } from './tastes';
import { createViewChoice } from './view-choice';

const RANDOM_VALUES = 2 ** 32;

/** The result of a policy for one advertiser, by day. */
export interface LoopResult {
  /** Regret of each day, in clicks. */
  readonly regrets: readonly number[];
  /** Overlap of the list published after each day with the true best one, 0 to 1. */
  readonly overlaps: readonly number[];
  /** Clicks of each day. */
  readonly clicks: readonly number[];
}

/**
 * Simulates the loop for one advertiser: a day's impressions go evenly over the list published the day before, each is
 * clicked with its product's probability, and the model ranks all that was counted so far. Without a list (on the first
 * day, or while a model has none) they go evenly over the whole catalogue. A click is also a product view. Tastes change
 * overnight, after the list was made.
 *
 * The regret of a day is the expected clicks of the best possible list for as many impressions, minus the expected clicks
 * of the shown products: the pseudo-regret of S. Bubeck and N. Cesa-Bianchi, "Regret Analysis of Stochastic and
 * Nonstochastic Multi-armed Bandit Problems" (2012), section 1, with lists as the arms. Exploration costs count.
 *
 * @param random is not changed, so that policies with the same generator get the same random numbers.
 */
export function runFeedbackLoop(
  { products }: Catalogue,
  policy: Policy,
  traffic: DailyTraffic,
  random: JumpableRandomGenerator,
): LoopResult {
  const adRandom = random.clone();
  const viewRandom = adRandom.clone();
  viewRandom.jump();
  const needsViews = policy.model.logs.includes('product_views');
  // This generator does not depend on the policy: tastes are the same for all policies.
  const tastes = new Tastes(products, traffic.churn, xoroshiro128plus(viewRandom.clone().next()));
  const probabilitiesNow = () => tastes.current.map(({ clickProbability }) => clickProbability);
  let probabilities = probabilitiesNow();
  let viewChoice = createViewChoice(tastes.current, traffic.affinity);
  const best = bestListOf(probabilities);
  const everything = products.map((_, product) => product);
  const places = new Map(products.map(({ productId }, product) => [productId, product]));
  const history = new ProductHistory(
    products.map(({ productId }) => productId),
    traffic.halfLifeDays,
  );
  const explored = Math.round(traffic.impressions * policy.explore);
  const regrets: number[] = [];
  const overlaps: number[] = [];
  const clicks: number[] = [];
  let list: readonly number[] = [];
  for (let day = 0; day < traffic.days; day += 1) {
    history.beginDay();
    if (day > 0 && tastes.change()) {
      probabilities = probabilitiesNow();
      if (needsViews) viewChoice = createViewChoice(tastes.current, traffic.affinity);
    }
    const shown = list.length === 0 ? everything : list;
    let expected = 0;
    let clicked = 0;
    for (let impression = 0; impression < traffic.impressions; impression += 1) {
      const product = choose(impression < explored ? everything : shown, adRandom);
      const probability = probabilities[product] ?? 0;
      const isClick = adRandom.next() >>> 0 < probability * RANDOM_VALUES;
      history.addImpression(product, isClick);
      expected += probability;
      if (isClick) clicked += 1;
    }
    if (needsViews) {
      for (let view = 0; view < traffic.views; view += 1)
        history.addView(viewChoice.choose(viewRandom.next()));
    }
    list = rankProducts(policy.model, history.counts()).map(({ productId }) => places.get(productId) ?? 0);
    regrets.push(traffic.impressions * best.meanProbability - expected);
    overlaps.push(
      overlapWith(
        best,
        list.map((product) => probabilities[product] ?? 0),
      ),
    );
    clicks.push(clicked);
  }
  return { regrets, overlaps, clicks };
}

function choose(items: readonly number[], random: RandomGenerator): number {
  return items[Math.floor(((random.next() >>> 0) / RANDOM_VALUES) * items.length)] ?? 0;
}
