import { WeightedChoice } from '../../sample/weighted-choice';
import type { Taste } from './tastes';

/** Chooses the product of a product view: by click probability with the chance `affinity`, otherwise by popularity; both must have a sum above 0. */
export function createViewChoice(products: readonly Taste[], affinity: number): WeightedChoice {
  const total = (figure: (product: Taste) => number) =>
    products.reduce((sum, product) => sum + figure(product), 0);
  const probabilities = total(({ clickProbability }) => clickProbability);
  const popularity = total(({ popularity }) => popularity);
  return new WeightedChoice(products.length, (at) => {
    const product = products[at];
    if (product === undefined) return 0;
    return (
      (affinity * product.clickProbability) / probabilities +
      ((1 - affinity) * product.popularity) / popularity
    );
  });
}
