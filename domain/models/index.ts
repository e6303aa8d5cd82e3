import type { Model } from './model';
import { topCtr } from './top-ctr';
import { topProducts } from './top-products';

/** Every model, in the order of their activities; a new one is a file beside this and a line here. */
export const MODELS: readonly Model[] = [topProducts, topCtr];

/** The model of that name; undefined when there is none. */
export function findModel(name: string): Model | undefined {
  return MODELS.find((model) => model.name === name);
}
