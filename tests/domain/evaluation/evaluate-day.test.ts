import { scoreAdvertisers, scoreAt, summarizeScores } from '../../../domain/evaluation/evaluate-day';
import type { AdvertiserDay, ModelLists } from '../../../domain/evaluation/evaluate-day';
import { LIST_SEPARATOR, LISTS_SEPARATOR } from '../../../domain/models/model';
import { productDays } from '../../support/reference/product-days';

const dayOf = (advertiserId: string, clicks: Readonly<Record<string, number>>): AdvertiserDay => ({
  advertiserId,
  products: productDays(
    Object.entries(clicks).map(([productId, count]) => ({ productId, clicks: count, impressions: 10 })),
  ),
});
/** By model and advertiser. */
const LISTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  One: { A: ['p'] },
  Other: { B: ['p', 'q'], A: ['q'] },
};
const score = (...days: AdvertiserDay[]) => {
  const lists = Object.entries(LISTS).map(([model, own]): ModelLists => {
    const texts = days.map(({ advertiserId }) => (own[advertiserId] ?? []).join(LIST_SEPARATOR));
    return { model, lists: texts.join(LISTS_SEPARATOR) };
  });
  return scoreAdvertisers(days, lists);
};

it('counts an advertiser for all models, with or without a list of theirs, and not at all without any list', () => {
  const scores = score(dayOf('A', { p: 3, q: 1 }), dayOf('never listed', { p: 9 }), dayOf('B', { p: 1 }));
  expect(scores.models).toEqual(['One', 'Other']);
  expect(scores.advertiserIds).toEqual(['A', 'B']);
  const found = scores.advertiserIds.flatMap((_, advertiser) =>
    scores.models.map((_, model) => scoreAt(scores, advertiser, model)),
  );
  const ofA = { clicks: 4, impressions: 20 };
  const ofB = { clicks: 1, impressions: 10 };
  expect(found).toEqual([
    { ...ofA, products: 1, listedClicks: 3, listedImpressions: 10, clickedProducts: 1, ndcg: expect.closeTo(3 / (3 + 1 / Math.log2(3)), 12) as number }, // prettier-ignore
    { ...ofA, products: 1, listedClicks: 1, listedImpressions: 10, clickedProducts: 1, ndcg: expect.closeTo(1 / (3 + 1 / Math.log2(3)), 12) as number }, // prettier-ignore
    { ...ofB, products: 0, listedClicks: 0, listedImpressions: 0, clickedProducts: 0, ndcg: 0 },
    { ...ofB, products: 2, listedClicks: 1, listedImpressions: 10, clickedProducts: 1, ndcg: 1 },
  ]);
});

it('takes the mean over advertisers, each as much as the other, whatever portion they are in', () => {
  const days = [dayOf('A', { p: 300, q: 100 }), dayOf('B', { p: 1 })];
  const figures = summarizeScores([score(...days)]);
  const meanOf = (model: string, figure: string) =>
    figures.find((one) => one.model === model && one.figure === figure);
  expect(meanOf('One', 'click_share')).toMatchObject({ mean: 0.375, advertisers: 2 });
  expect(meanOf('Other', 'hit_rate')).toMatchObject({ mean: 1, low: 1, high: 1 });
  // B has no list of the one model, so no lift.
  expect(meanOf('One', 'lift')).toMatchObject({ mean: 1.5, advertisers: 1 });
  expect(summarizeScores(days.map((day) => score(day)))).toEqual(figures);
});

it('has no figures without advertisers', () => {
  expect(summarizeScores([])).toEqual([]);
  expect(summarizeScores([score()])).toEqual([]);
});
