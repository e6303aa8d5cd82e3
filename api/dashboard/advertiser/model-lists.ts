import type { Entry } from '../../../db/list-tables';
import type { MetricColumn, Model } from '../../../domain/models/model';
import { countText, percentText } from '../format';

/** The metric that a page shows first, with a bar: the score, or else the first one. */
export function leadingMetric({ metrics }: Model): MetricColumn | undefined {
  return metrics.find(({ from }) => from === 'score') ?? metrics[0];
}

/** A figure of a product; NaN where it is not known. */
export function figureOf(entry: Entry, { name }: MetricColumn): number {
  return Number(entry[name] ?? NaN);
}

/** A figure as text: a ratio in percent, anything else as a count. */
export function metricText({ kind, type }: MetricColumn, value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (kind === 'ratio') return percentText(value);
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
