import type { Model } from './model';
import { topCtr } from './top-ctr';
import { topCtrLowerBound } from './top-ctr-lower-bound';
import { topCtrSmoothed } from './top-ctr-smoothed';
import { topProducts } from './top-products';
import { trending } from './trending';

/** Every model, in the order of their activities; a new one is a file beside this and a line here. */
export const MODELS: readonly Model[] = [topProducts, topCtr, topCtrSmoothed, topCtrLowerBound, trending];

/** The model of that name; undefined when there is none. */
export function findModel(name: string): Model | undefined {
  return MODELS.find((model) => model.name === name);
}
