import type { Entry } from '../../../db/recommendations';
import { MODELS } from '../../../domain/models';
import type { MetricColumn, Model } from '../../../domain/models/model';
import { countText, percentText } from '../format';

/** Why the products of a model are good, as it is said to a reader. */
const CAPTIONS: Readonly<Record<string, string>> = {
  TopProducts: 'most product views',
  TopCTR: 'best ctr = clicks ÷ impressions',
};

/** What a model's list is about; its name alone for one without a caption. */
export function captionOf(model: Model): string {
  return CAPTIONS[model.name] ?? model.name;
}

/** The figure that a model's products are told apart by: the one with a fraction, or else the first. */
export function leadingMetric({ metrics }: Model): MetricColumn | undefined {
  return metrics.find(({ type }) => type === 'double') ?? metrics[0];
}

/** A figure of a product. */
export function figureOf(entry: Entry, { name }: MetricColumn): number {
  return Number(entry[name]);
}

/** A figure as text: a ctr in percent, anything else as a count. */
export function metricText({ name, type }: MetricColumn, value: number): string {
  if (name === 'ctr') return percentText(value);
  return type === 'integer' ? countText(value) : value.toPrecision(3);
}

/** The products that the newest lists of all models share. */
export function productsInAll(lists: Readonly<Record<string, readonly Entry[]>>): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = MODELS.map(
    ({ slug }) => new Set((lists[slug] ?? []).map(({ product_id }) => product_id)),
  );
  return new Set([...first].filter((product) => others.every((list) => list.has(product))));
}
