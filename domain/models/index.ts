import type { Feature } from '../features/feature';
import type { Model } from './model';
import { topConversions } from './top-conversions';
import { topCtr } from './top-ctr';
import { topCtrLowerBound } from './top-ctr-lower-bound';
import { topCtrSmoothed } from './top-ctr-smoothed';
import { topProducts } from './top-products';
import { trending } from './trending';

/** The models of the contract, which are always ranked; each has its own step and its own table. */
export const CONTRACT_MODELS: readonly Model[] = [topProducts, topCtr];

/** Every model, the contract's first. A new model is a file beside this one and an entry in this line. */
export const MODELS: readonly Model[] = [
  ...CONTRACT_MODELS,
  topCtrSmoothed,
  topCtrLowerBound,
  trending,
  topConversions,
];

/** Every feature that a model uses. */
export const FEATURES: readonly Feature[] = featuresOf(MODELS);

/** The features that these models use, each once. */
export function featuresOf(models: readonly Model[]): Feature[] {
  return [...new Set(models.flatMap(({ features = [] }) => features))];
}

/** The model with this name; undefined when there is none. */
export function findModel(name: string): Model | undefined {
  return MODELS.find((model) => model.name === name);
}
