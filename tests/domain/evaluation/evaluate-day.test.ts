import { scoreAdvertisers, summarizeScores } from '../../../domain/evaluation/evaluate-day';
import type { AdvertiserDay } from '../../../domain/evaluation/evaluate-day';

const MODELS = ['One', 'Other'];
const dayOf = (advertiserId: string, clicks: Readonly<Record<string, number>>): AdvertiserDay => ({
  advertiserId,
  products: Object.entries(clicks).map(([productId, count]) => ({
    ...{ productId, clicks: count, impressions: 10 },
  })),
});
const LISTS = new Map([
  ['A', new Map([['One', ['p']], ['Other', ['q']]])], // prettier-ignore
  ['B', new Map([['Other', ['p', 'q']]])],
]);
const score = (...days: AdvertiserDay[]) => scoreAdvertisers(days, MODELS, (id) => LISTS.get(id));

it('counts an advertiser for all models, with or without a list of theirs, and not at all without any list', () => {
  const scores = score(dayOf('A', { p: 3, q: 1 }), dayOf('B', { p: 1 }), dayOf('never listed', { p: 9 }));
  expect(scores.map((one) => [one.advertiserId, one.model, one.products, one.figures.click_share])).toEqual([
    ['A', 'One', 1, 0.75],
    ['A', 'Other', 1, 0.25],
    ['B', 'One', 0, 0],
    ['B', 'Other', 2, 1],
  ]);
});

it('takes the mean over advertisers, each as much as the other', () => {
  const scores = score(dayOf('A', { p: 300, q: 100 }), dayOf('B', { p: 1 }));
  const figures = summarizeScores(scores, MODELS, '2024-11-29');
  const meanOf = (model: string, figure: string) =>
    figures.find((one) => one.model === model && one.figure === figure);
  expect(meanOf('One', 'click_share')).toMatchObject({ mean: 0.375, advertisers: 2 });
  expect(meanOf('Other', 'hit_rate')).toMatchObject({ mean: 1, low: 1, high: 1 });
  // B has no list of the one model, so no lift.
  expect(meanOf('One', 'lift')).toMatchObject({ mean: 1.5, advertisers: 1 });
  expect(summarizeScores(scores, MODELS, '2024-11-29')).toEqual(figures);
});

it('has no figures of nobody', () => {
  expect(summarizeScores([], MODELS, '2024-11-29')).toEqual([]);
});
