import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Tastes } from '../../../research/simulation/tastes';

const PRODUCTS = Array.from({ length: 10 }, (_, i) => ({ clickProbability: i / 100, popularity: 10 - i }));

const changedAfter = (churn: number, products = PRODUCTS) => {
  const tastes = new Tastes(products, churn, xoroshiro128plus(1));
  const did = tastes.change();
  const changed = tastes.current.filter(
    (taste, i) => taste.clickProbability !== products[i]!.clickProbability,
  );
  return { did, changed: changed.length, current: [...tastes.current] };
};

describe('tastes', () => {
  it.each([
    [0, 0],
    [0.04, 0],
    [0.1, 2],
    [0.3, 3],
    [1, 10],
  ])('with a churn of %d change for %d of 10 products, all of them', (churn, count) => {
    const { did, changed } = changedAfter(churn);
    expect(changed).toBe(count);
    expect(did).toBe(count > 0);
  });

  it('are the same ones, in other places', () => {
    const byProbability = (products: typeof PRODUCTS) =>
      [...products].sort((a, b) => a.clickProbability - b.clickProbability);
    expect(byProbability(changedAfter(0.5).current)).toEqual(byProbability(PRODUCTS));
  });

  it('change on, day after day', () => {
    const tastes = new Tastes(PRODUCTS, 0.2, xoroshiro128plus(1));
    const days = Array.from({ length: 5 }, () => {
      tastes.change();
      return JSON.stringify(tastes.current);
    });
    expect(new Set(days).size).toBe(5);
  });

  it('of one product cannot change', () => {
    expect(changedAfter(1, PRODUCTS.slice(0, 1))).toMatchObject({ did: false, changed: 0 });
  });
});
