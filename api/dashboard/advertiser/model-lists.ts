import type { Entry } from '../../../db/recommendations';
import type { MetricColumn, Model } from '../../../domain/models/model';
import { countText, percentText } from '../format';

/** Why the products of a model are good, as it is said to a reader. */
const CAPTIONS: Readonly<Record<string, string>> = {
  TopProducts: 'most product views',
  TopCTR: 'best ctr = clicks ÷ impressions',
  TopCTRSmoothed: 'best ctr, drawn towards the mean of the advertiser',
  TopCTRLowerBound: 'best ctr, as far as it is certain',
  Trending: 'most product views, recent ones first',
};

/** The metrics that are a ctr, by what models call them. */
const CTRS: readonly string[] = ['ctr', 'smoothed_ctr', 'ctr_lower_bound'];

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
  if (CTRS.includes(name)) return percentText(value);
  return type === 'integer' || value >= 100 ? countText(Math.round(value)) : value.toPrecision(3);
}

/** The products that are in every list; none where there is one list only. */
export function productsInAll(lists: Readonly<Record<string, readonly Entry[]>>): ReadonlySet<string> {
  const [first, ...others] = Object.values(lists)
    .filter((entries) => entries.length > 0)
    .map((entries) => new Set(entries.map(({ product_id }) => product_id)));
  if (first === undefined || others.length === 0) return new Set();
  return new Set([...first].filter((product) => others.every((list) => list.has(product))));
}
