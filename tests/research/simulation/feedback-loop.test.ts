import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bestListOf } from '../../../domain/best-list';
import { LIST_LENGTH } from '../../../domain/models/model';
import type { Model } from '../../../domain/models/model';
import { rankProducts } from '../../../domain/models/rank';
import type * as Rank from '../../../domain/models/rank';
import { topCtr } from '../../../domain/models/top-ctr';
import type { ProductCounts } from '../../../domain/product-counts';
import { createCatalogues } from '../../../research/simulation/catalogue';
import { runFeedbackLoop } from '../../../research/simulation/feedback-loop';
import { holds, SEED } from '../../support/jest/property';

// The loop ranks with a fixed list that does not depend on the counts.
jest.mock('../../../domain/models/rank', () => {
  const actual = jest.requireActual<typeof Rank>('../../../domain/models/rank');
  return { ...actual, rankProducts: jest.fn(actual.rankProducts) };
});

const TRAFFIC = { days: 3, impressions: 1_000, views: 10, affinity: 0, churn: 0, halfLifeDays: 7 };
const random = () => xoroshiro128plus(5);

/** A catalogue of products that are clicked always or never. */
function catalogueOf(probabilities: Record<string, number>) {
  const products = Object.entries(probabilities).map(([productId, clickProbability]) => ({
    productId,
    clickProbability,
    popularity: 1,
  }));
  return { advertiserId: 'A', products };
}

/** A model that always publishes the same list, and remembers what it was given. */
function fixedModel(list: readonly string[], logs = topCtr.logs) {
  const given: ProductCounts[][] = [];
  const model: Model = { ...topCtr, logs };
  const { rankProducts: rankReally } = jest.requireActual<typeof Rank>('../../../domain/models/rank');
  const rank = jest.mocked(rankProducts);
  const before = rank.getMockImplementation() ?? rankReally;
  rank.mockImplementation((of, products) => {
    if (of !== model) return before(of, products);
    given.push([...products]);
    return list.map((productId) => ({ productId, metrics: { clicks: 0, impressions: 0, ctr: 0 } }));
  });
  return { model, given };
}

const total = (counts: readonly ProductCounts[], counter: 'views' | 'impressions' | 'clicks') =>
  counts.reduce((sum, product) => sum + product[counter], 0);

describe('the loop', () => {
  // 21 products: 20 are the best list, with a mean of 1/20 when only one of them is ever clicked.
  const others = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`never-${i}`, 0]));
  const catalogue = catalogueOf({ always: 1, ...others });

  it('shows the whole catalogue on the first day, and the list of the day before on the others', () => {
    const { model, given } = fixedModel(['always']);
    const { regrets, overlaps, clicks } = runFeedbackLoop(
      catalogue,
      { model, explore: 0 },
      TRAFFIC,
      random(),
    );
    const [first, second, third] = given;
    expect(first).toHaveLength(21);
    expect(total(second!, 'impressions') - total(first!, 'impressions')).toBe(1_000);
    const shown = (counts: readonly ProductCounts[]) =>
      counts.find(({ productId }) => productId === 'always')!.impressions;
    expect(shown(second!) - shown(first!)).toBe(1_000);
    expect(shown(third!) - shown(second!)).toBe(1_000);
    // 1,000 impressions of the best list would give 50 expected clicks; the shown list got 1,000.
    expect(regrets[0]).toBeCloseTo(50 - shown(first!), 9);
    expect(regrets.slice(1).map(Math.round)).toEqual([-950, -950]);
    expect(clicks).toEqual([shown(first!), 1_000, 1_000]);
    expect(overlaps).toEqual([0.05, 0.05, 0.05]);
  });

  it('shows the whole catalogue while there is no list', () => {
    const { model, given } = fixedModel([]);
    const { overlaps } = runFeedbackLoop(catalogue, { model, explore: 0 }, TRAFFIC, random());
    for (const counts of given) expect(counts).toHaveLength(21);
    expect(overlaps).toEqual([0, 0, 0]);
  });

  it('spreads the explored share over the whole catalogue, and counts its cost', () => {
    const { model, given } = fixedModel(['always']);
    const loop = runFeedbackLoop(catalogue, { model, explore: 0.25 }, TRAFFIC, random());
    const [first, second] = given.map((counts) => new Map(counts.map((one) => [one.productId, one])));
    const shownBeside = [...second!.values()].reduce(
      (sum, { productId, impressions }) =>
        productId === 'always' ? sum : sum + impressions - first!.get(productId)!.impressions,
      0,
    );
    // 250 impressions over 21 products: 238 beside the list, give or take 10 (three standard deviations).
    expect(Math.abs(shownBeside - 238)).toBeLessThanOrEqual(10);
    expect(loop.regrets[1]).toBeCloseTo(50 - (1_000 - shownBeside), 9);
  });

  it('counts a click as a product view too, and the other views where the model needs them', () => {
    const { model, given } = fixedModel(['always'], ['product_views', 'ads_views']);
    const { clicks } = runFeedbackLoop(catalogue, { model, explore: 0 }, TRAFFIC, random());
    expect(total(given[0]!, 'views')).toBe(10 + clicks[0]!);
    expect(total(given[2]!, 'views')).toBe(30 + clicks[0]! + 2_000);
    const without = fixedModel(['always']);
    runFeedbackLoop(catalogue, { model: without.model, explore: 0 }, TRAFFIC, random());
    expect(total(without.given[0]!, 'views')).toBe(clicks[0]);
  });

  it('lets views of days gone by weigh less among the recent ones', () => {
    const { model, given } = fixedModel(['never-0'], ['product_views']);
    const traffic = { ...TRAFFIC, impressions: 0, views: 100, halfLifeDays: 1 };
    runFeedbackLoop(catalogue, { model, explore: 0 }, traffic, random());
    const recent = given.map((counts) =>
      counts.reduce((sum, { features }) => sum + (features?.['recent_views'] ?? 0), 0),
    );
    expect(recent).toEqual([100, 150, 175]);
  });

  it('lets views go by click probabilities as far as affinity says', () => {
    const viewsOf = (affinity: number) => {
      const { model, given } = fixedModel(['never-0'], ['product_views']);
      const traffic = { ...TRAFFIC, days: 1, views: 2_100, affinity };
      const { clicks } = runFeedbackLoop(catalogue, { model, explore: 0 }, traffic, random());
      return given[0]!.find(({ productId }) => productId === 'always')!.views - clicks[0]!;
    };
    expect(viewsOf(1)).toBe(2_100);
    // 100 of 2,100 by popularity alone, and half of the rest: three standard deviations are about 30 and 70.
    expect(Math.abs(viewsOf(0) - 100)).toBeLessThanOrEqual(30);
    expect(Math.abs(viewsOf(0.5) - 1_100)).toBeLessThanOrEqual(70);
  });

  it('changes tastes overnight, the same ones for all policies', () => {
    const two = catalogueOf({ a: 1, b: 0 });
    const traffic = { ...TRAFFIC, days: 4, churn: 1 };
    const loop = runFeedbackLoop(two, { model: fixedModel(['a']).model, explore: 0 }, traffic, random());
    // a and b change places each night: a brings 1,000 clicks on odd days and none on even ones.
    expect(loop.clicks.slice(1)).toEqual([0, 1_000, 0]);
    expect(loop.regrets.slice(1)).toEqual([500, -500, 500]);
    const views = fixedModel(['b'], ['product_views']);
    const other = runFeedbackLoop(
      two,
      { model: views.model, explore: 0 },
      { ...traffic, affinity: 1 },
      random(),
    );
    expect(other.clicks.slice(1)).toEqual([1_000, 0, 1_000]);
    const viewsOf = (productId: string, day: number) =>
      views.given[day]!.find((one) => one.productId === productId)?.views ?? 0;
    // Ten views a day go to what is clicked; the clicks of b are its views too.
    expect(viewsOf('a', 3) - viewsOf('a', 1)).toBe(10);
    expect(viewsOf('b', 3) - viewsOf('b', 1)).toBe(10 + 1_000);
  });

  it('is the same for the same random numbers, and leaves them as they are', () => {
    const [catalogue = catalogueOf({})] = createCatalogues({
      advertisers: 1,
      products: 60,
      ctr: 0.05,
      seed: 1,
    });
    const numbers = random();
    const once = runFeedbackLoop(catalogue, { model: topCtr, explore: 0.1 }, TRAFFIC, numbers);
    expect(runFeedbackLoop(catalogue, { model: topCtr, explore: 0.1 }, TRAFFIC, numbers)).toEqual(once);
    const others = xoroshiro128plus(6);
    expect(runFeedbackLoop(catalogue, { model: topCtr, explore: 0.1 }, TRAFFIC, others)).not.toEqual(once);
  });
});

describe(`any loop (seed ${String(SEED)})`, () => {
  it('regrets no less than nothing when lists are full, and nothing once the best list is shown', () => {
    holds(
      fc.property(
        fc.integer({ min: LIST_LENGTH, max: 60 }),
        fc.constantFrom(0, 0.1, 1),
        fc.integer({ min: 0, max: 1_000 }),
        (products, explore, seed) => {
          const [catalogue] = createCatalogues({ advertisers: 1, products, ctr: 0.05, seed });
          const best = fixedModel(
            catalogue!.products.slice(0, LIST_LENGTH).map(({ productId }) => productId),
          );
          const loop = runFeedbackLoop(catalogue!, { model: best.model, explore }, TRAFFIC, random());
          const ceiling =
            bestListOf(catalogue!.products.map((product) => product.clickProbability)).meanProbability *
            TRAFFIC.impressions;
          expect(loop.overlaps).toEqual([1, 1, 1]);
          for (const regret of loop.regrets) expect(regret).toBeLessThanOrEqual(ceiling);
          // Places are drawn by chance: five standard deviations of 1,000 draws from [0, p₁].
          const [{ clickProbability: highest } = { clickProbability: 0 }] = catalogue!.products;
          const chance = (highest / 2) * Math.sqrt(TRAFFIC.impressions) * 5;
          if (explore === 0)
            for (const regret of loop.regrets.slice(1)) expect(Math.abs(regret)).toBeLessThan(chance);
          else for (const regret of loop.regrets) expect(regret).toBeGreaterThan(-chance);
        },
      ),
      40,
    );
  });
});
