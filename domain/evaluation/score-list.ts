import { LIST_LENGTH } from '../models/model';

/** The figures of a list, by the names that columns and answers have. */
export const FIGURES = ['click_share', 'hit_rate', 'precision_at_20', 'ndcg_at_20', 'lift'] as const;
/** The name of a figure. */
export type Figure = (typeof FIGURES)[number];
/** What a list is worth on a day; the lift is null where it cannot be told. */
export type Figures = Readonly<Record<Exclude<Figure, 'lift'>, number> & { lift: number | null }>;

/** What happened to one product on the day. */
export interface ProductDay {
  readonly productId: string;
  readonly impressions: number;
  readonly clicks: number;
}

/** A list held against what happened on the day after it. */
export interface ListScore {
  /** Products in the list. */
  readonly products: number;
  /** Of all products of the advertiser on the day; there is at least one click. */
  readonly clicks: number;
  readonly impressions: number;
  /** Of these, those of products in the list. */
  readonly listedClicks: number;
  readonly listedImpressions: number;
  /** Products of the list with a click. */
  readonly clickedProducts: number;
  /** Σ clicks / log2(rank + 1) over the list, divided by the same of the best list there could have been. */
  readonly ndcg: number;
}

/**
 * What a list is worth:
 *
 * - `click_share`: the share of the advertiser's clicks that fall on products of the list, 0 to 1.
 * - `hit_rate`: 1 if any does, else 0.
 * - `precision_at_20`: products of the list with a click, over 20, however short the list is.
 * - `ndcg_at_20`: normalized discounted cumulative gain, 0 to 1 (K. Järvelin and J. Kekäläinen, "Cumulated gain-based
 *   evaluation of IR techniques", ACM Transactions on Information Systems 20 (2002), 422–446).
 * - `lift`: ctr of the listed products over the ctr of all of them; null where either had no impression.
 *
 * The view `list_evaluations` has the same formulas.
 */
export function figuresOf(score: ListScore): Figures {
  const { clicks, impressions, listedClicks, listedImpressions, clickedProducts, ndcg } = score;
  return {
    click_share: listedClicks / clicks,
    hit_rate: listedClicks > 0 ? 1 : 0,
    precision_at_20: clickedProducts / LIST_LENGTH,
    ndcg_at_20: ndcg,
    lift:
      listedImpressions === 0 || impressions === 0
        ? null
        : (listedClicks * impressions) / (listedImpressions * clicks),
  };
}

/** Scores the lists of one advertiser against its day. */
export type ListScorer = (list: readonly string[]) => ListScore;

/** Makes the scorer of an advertiser's day. */
export function createListScorer(day: readonly ProductDay[]): ListScorer {
  const byProduct = new Map(day.map((product) => [product.productId, product]));
  const clicks = day.reduce((sum, product) => sum + product.clicks, 0);
  const impressions = day.reduce((sum, product) => sum + product.impressions, 0);
  const ideal = gainOf(
    day
      .map((product) => product.clicks)
      .sort((a, b) => b - a)
      .slice(0, LIST_LENGTH),
  );
  return (list) => {
    const listed = list.map((productId) => byProduct.get(productId));
    const gains = listed.map((product) => product?.clicks ?? 0);
    const listedClicks = gains.reduce((sum, gain) => sum + gain, 0);
    const listedImpressions = listed.reduce((sum, product) => sum + (product?.impressions ?? 0), 0);
    return {
      products: list.length,
      clicks,
      impressions,
      listedClicks,
      listedImpressions,
      clickedProducts: gains.filter((gain) => gain > 0).length,
      ndcg: gainOf(gains) / ideal,
    };
  };
}

/** Discounted cumulative gain: what stands lower counts less. */
function gainOf(gains: readonly number[]): number {
  return gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
}
