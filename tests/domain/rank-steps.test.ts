import { MODELS } from '../../domain/models';
import { rankSteps } from '../../domain/rank-steps';

test('each model of the contract is ranked by an activity of its own, all others by one', () => {
  expect(rankSteps(MODELS.map(({ name }) => name))).toEqual([
    { activity: 'rankTopProducts', slug: 'rank-top_products', models: ['TopProducts'] },
    { activity: 'rankTopCTR', slug: 'rank-top_ctr', models: ['TopCTR'] },
    {
      activity: 'rankMoreModels',
      slug: 'rank-more_models',
      models: ['TopCTRSmoothed', 'TopCTRLowerBound', 'Trending'],
    },
  ]);
});

test('without other models there is no activity for them', () => {
  expect(rankSteps(['TopProducts', 'TopCTR']).map(({ activity }) => activity)).toEqual([
    'rankTopProducts',
    'rankTopCTR',
  ]);
});
