import type { Feature } from '../features/feature';
import type { Counter } from '../logs';
import type { CountColumns, ProductCounts } from '../product-counts';
import { compareUtf8 } from '../utf8-order';
import type { Model } from './model';
import { TopList } from './top-list';
import type { PlaceOrder } from './top-list';

/** Makes the lists of one advertiser after the other. */
export class Ranker {
  readonly list = new TopList();
  #scores = new Float64Array();

  /** Fills `list` with the best of an advertiser's products, possibly none. @param idsOrder the byte order of their ids. */
  rank(model: Model, products: CountColumns, idsOrder: PlaceOrder): void {
    const { tieBreak } = model;
    const { length } = products.views;
    if (this.#scores.length < length) this.#scores = new Float64Array(2 * length);
    model.score(products, this.#scores);
    this.list.fill(this.#scores, length, tieBreak && products[tieBreak], idsOrder);
  }
}

/** A product in a list with its figures; the first of a list has rank 1. */
export interface RankedProduct<Metric extends string = string> {
  readonly productId: string;
  readonly metrics: Readonly<Record<Metric, number>>;
}

/** The list of one advertiser: the best product first, at most `LIST_LENGTH`, perhaps none; whatever the order of `products`. */
export function rankProducts<Metric extends string>(
  model: Model<Metric>,
  products: readonly ProductCounts[],
): RankedProduct<Metric>[] {
  const columns = columnsOf(products, model.features);
  const idAt = (place: number) => products[place]?.productId ?? '';
  const ranker = new Ranker();
  ranker.rank(model, columns, (place, other) => compareUtf8(idAt(place), idAt(other)));
  const { list } = ranker;
  return Array.from({ length: list.length }, (_, index) => {
    const place = list.placeAt(index);
    const metrics = model.metrics.map(({ name, from }) => [
      name,
      from === 'score' ? list.scoreAt(index) : (columns[from][place] ?? 0),
    ]);
    return {
      productId: idAt(place),
      metrics: Object.fromEntries(metrics) as Record<Metric, number>,
    };
  });
}

/** Counts and features by column, in the order of products. */
export function columnsOf(
  products: readonly ProductCounts[],
  features: readonly Feature[] = [],
): CountColumns {
  const column = (name: Counter) => Float64Array.from(products, (product) => product[name]);
  const names = features.flatMap(({ columns }) => columns.map(({ name }) => name));
  return {
    views: column('views'),
    impressions: column('impressions'),
    clicks: column('clicks'),
    features: Object.fromEntries(
      names.map((name) => [name, Float64Array.from(products, ({ features: own }) => own?.[name] ?? 0)]),
    ),
  };
}
