import type { Feature } from '../features/feature';
import type { Counter } from '../logs';
import type { CountColumns, NumberColumn, ProductCounts } from '../product-counts';
import { compareUtf8 } from '../utf8-order';
import type { Model } from './model';
import { TopList } from './top-list';
import type { OrdinalOrder } from './top-list';

/** Ranks the products of one advertiser after another. */
export class Ranker {
  readonly list = new TopList();
  #scores = new Float64Array();

  /** Fills `list` with an advertiser's best products, possibly none. @param idsOrder the byte order of their ids. */
  rank(model: Model, products: CountColumns, idsOrder: OrdinalOrder): void {
    const { tieBreak } = model;
    const { length } = products.views;
    if (this.#scores.length < length) this.#scores = new Float64Array(2 * length);
    model.score(products, this.#scores);
    this.list.fill(this.#scores, length, tieBreak && products[tieBreak], idsOrder);
  }
}

/** A product in a list with its figures; the first product has rank 1. */
interface RankedProduct<Metric extends string = string> {
  readonly productId: string;
  readonly metrics: Readonly<Record<Metric, number>>;
}

/** The list of one advertiser, best product first, at most `LIST_LENGTH`; it does not depend on the order of `products`. */
export function rankProducts<Metric extends string>(
  model: Model<Metric>,
  products: readonly ProductCounts[],
): RankedProduct<Metric>[] {
  const columns = columnsOf(products, model.features);
  const idAt = (ordinal: number) => products[ordinal]?.productId ?? '';
  const ranker = new Ranker();
  ranker.rank(model, columns, (ordinal, other) => compareUtf8(idAt(ordinal), idAt(other)));
  const { list } = ranker;
  return Array.from({ length: list.length }, (_, index) => {
    const ordinal = list.ordinalAt(index);
    const countOf = (counter: Counter) => columns[counter][ordinal] ?? 0;
    const metrics = model.metrics.map(({ name, from }) => {
      if (from === 'score') return [name, list.scoreAt(index)];
      if (typeof from === 'string') return [name, countOf(from)];
      return [name, quotientOf(countOf(from.dividend), countOf(from.divisor))];
    });
    return {
      productId: idAt(ordinal),
      metrics: Object.fromEntries(metrics) as Record<Metric, number>,
    };
  });
}

/** A quotient; NaN, that is unknown, where the divisor is 0. */
function quotientOf(dividend: number, divisor: number): number {
  return divisor === 0 ? NaN : dividend / divisor;
}

/** The quotients of two columns, row by row. */
export function quotientsOf(dividends: NumberColumn, divisors: NumberColumn): Float64Array {
  return Float64Array.from(dividends, (dividend, row) => quotientOf(dividend, divisors[row] ?? 0));
}

/** Counts and features by column, in the order of products. */
export function columnsOf(
  products: readonly ProductCounts[],
  features: readonly Feature[] = [],
): CountColumns {
  const column = (name: Counter) => Float64Array.from(products, (product) => product[name] ?? 0);
  const names = features.flatMap(({ columns }) => columns.map(({ name }) => name));
  return {
    views: column('views'),
    impressions: column('impressions'),
    clicks: column('clicks'),
    conversions: column('conversions'),
    features: Object.fromEntries(
      names.map((name) => [name, Float64Array.from(products, ({ features: own }) => own?.[name] ?? 0)]),
    ),
  };
}
