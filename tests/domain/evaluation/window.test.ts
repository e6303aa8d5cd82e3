import { averageDays, rankModels, resolveWindow } from '../../../domain/evaluation/window';

const share = (mean: number, low: number, high: number) => ({
  click_share: { mean, low, high, advertisers: 20 },
});

it('takes the mean of the days and of their intervals, the largest share first', () => {
  const models = averageDays([
    { Worse: share(0.2, 0.1, 0.3), Better: share(0.5, 0.4, 0.6) },
    { Worse: share(0.4, 0.1, 0.5), Better: {} },
  ]);
  expect(models.map(({ model, days, figures }) => [model, days, figures.hit_rate])).toEqual([
    ['Better', 2, null],
    ['Worse', 2, null],
  ]);
  expect(models[0]?.figures.click_share).toEqual({ mean: 0.5, low: 0.4, high: 0.6 });
  expect(models[1]?.figures.click_share).toEqual({ mean: 0.3, low: 0.1, high: 0.4 });
  expect(averageDays([])).toEqual([]);
});

it('ranks models by their share in whatever order they come, models with an unknown share last', () => {
  const names = (...means: [string, number | undefined][]) =>
    averageDays([
      Object.fromEntries(means.map(([model, mean]) => [model, mean === undefined ? {} : share(mean, 0, 1)])),
    ]).map(({ model }) => model);
  expect(names(['A', 0.1], ['B', 0.3], ['C', 0.2])).toEqual(['B', 'C', 'A']);
  expect(names(['C', 0.2], ['B', 0.3], ['None', undefined], ['A', 0.1])).toEqual(['B', 'C', 'A', 'None']);
});

// 0.1 + 0.2 + 0.3 is another double than 0.3 + 0.2 + 0.1.
it('ranks models with equal means by name, in whatever order their days and names come', () => {
  const shares = [0.1, 0.2, 0.3];
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]; // prettier-ignore
  const named = orders.map((order, i) => [`M${String(i)}`, order] as const);
  const days = [0, 1, 2].map((day) =>
    Object.fromEntries(
      [...named].reverse().map(([model, order]) => [model, share(shares[order[day]!]!, 0, 1)]),
    ),
  );
  const models = averageDays(days);
  expect(models.map(({ model }) => model)).toEqual(named.map(([model]) => model));
  expect(new Set(models.map(({ figures }) => figures.click_share?.mean))).toEqual(new Set([0.2]));
  const list = (model: string) => ({ model, clicks: 3, listed_clicks: 1 });
  expect(rankModels([list('B'), list('A'), list('C')]).map(({ model }) => model)).toEqual(['A', 'B', 'C']);
});

it('has a share of 0 for an advertiser without clicks', () => {
  expect(rankModels([{ model: 'A', clicks: 0, listed_clicks: 0 }])).toEqual([
    { model: 'A', days: 1, clicks: 0, listed_clicks: 0, click_share: 0 },
  ]);
});

it('ranks the models of an advertiser by all clicks together, not by the mean of the days', () => {
  const list = (model: string, listed_clicks: number, clicks: number) => ({ model, clicks, listed_clicks });
  expect(rankModels([list('A', 1, 1), list('A', 0, 9), list('B', 0, 1), list('B', 5, 9)])).toEqual([
    { model: 'B', days: 2, clicks: 10, listed_clicks: 5, click_share: 0.5 },
    { model: 'A', days: 2, clicks: 10, listed_clicks: 1, click_share: 0.1 },
  ]);
});

it.each([
  [{}, undefined, undefined],
  [{ from: '2024-01-01' }, undefined, undefined],
  [{}, '2024-03-01', { from: '2024-02-01', to: '2024-03-01' }],
  [{ from: '2024-02-28' }, '2024-03-01', { from: '2024-02-28', to: '2024-03-01' }],
  [{ to: '2024-01-30' }, '2024-03-01', { from: '2024-01-01', to: '2024-01-30' }],
  [{ from: '2020-01-01', to: '2024-12-31' }, undefined, { from: '2024-01-01', to: '2024-12-31' }],
  [{ to: '0001-01-05' }, undefined, { from: '0001-01-01', to: '0001-01-05' }],
])('of %j with the newest evaluated day %s is %j', (asked, newest, window) => {
  expect(resolveWindow(asked, newest)).toEqual(window);
});
