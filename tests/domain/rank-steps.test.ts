import { MODELS } from '../../domain/models';
import { rankSteps } from '../../domain/rank-steps';

const ALL = MODELS.map(({ name }) => name);

test('each model of the contract has an activity, which ranks with all that read its log', () => {
  expect(rankSteps(ALL)).toEqual([
    { name: 'rankTopProducts', slug: 'rank-top_products', models: ['TopProducts', 'Trending'] },
    {
      name: 'rankTopCTR',
      slug: 'rank-top_ctr',
      models: ['TopCTR', 'TopCTRSmoothed', 'TopCTRLowerBound', 'TopConversions'],
    },
  ]);
});

test('no model is left out, and none is ranked that is not asked for', () => {
  const asked = ['Trending', 'TopCTR', 'TopProducts'];
  expect(rankSteps(asked).map(({ models }) => models)).toEqual([['TopProducts', 'Trending'], ['TopCTR']]);
  expect(
    rankSteps(ALL)
      .flatMap(({ models }) => models)
      .sort(),
  ).toEqual([...ALL].sort());
});

test('an unknown model, or a model of the contract that is not asked for, has no step', () => {
  expect(rankSteps(['TopProducts', 'OfLater'])).toEqual([
    { name: 'rankTopProducts', slug: 'rank-top_products', models: ['TopProducts'] },
  ]);
});
