import { LIST_LENGTH } from '../models/model';
import type { NumberColumn } from '../product-counts';

/** The figures of a list, by the names that columns and answers have. */
export const FIGURES = ['click_share', 'hit_rate', 'precision_at_20', 'ndcg_at_20', 'lift'] as const;
/** The name of a figure. */
export type Figure = (typeof FIGURES)[number];
/** What a list is worth on a day; the lift is null where it cannot be told. */
export type Figures = Readonly<Record<Exclude<Figure, 'lift'>, number> & { lift: number | null }>;

/** What happened on the day to the products of an advertiser, by column; no product twice. */
export interface ProductDays {
  readonly productIds: readonly string[];
  readonly impressions: NumberColumn;
  readonly clicks: NumberColumn;
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
export function createListScorer({ productIds, impressions, clicks }: ProductDays): ListScorer {
  const places = new Map<string, number>();
  let allClicks = 0;
  let allImpressions = 0;
  productIds.forEach((productId, place) => {
    places.set(productId, place);
    allClicks += clicks[place] ?? 0;
    allImpressions += impressions[place] ?? 0;
  });
  const ideal = idealGain(clicks);
  return (list) => {
    let listedClicks = 0;
    let listedImpressions = 0;
    let clickedProducts = 0;
    let gain = 0;
    for (let i = 0; i < list.length; i++) {
      const place = places.get(list[i] ?? '');
      if (place === undefined) continue;
      const clicked = clicks[place] ?? 0;
      listedImpressions += impressions[place] ?? 0;
      listedClicks += clicked;
      if (clicked > 0) clickedProducts++;
      gain += clicked / discountAt(i);
    }
    return {
      products: list.length,
      clicks: allClicks,
      impressions: allImpressions,
      listedClicks,
      listedImpressions,
      clickedProducts,
      ndcg: gain / ideal,
    };
  };
}

/** The discounted cumulative gain of the best list there could have been. */
function idealGain(clicks: NumberColumn): number {
  const best = clicks.slice().sort();
  let gain = 0;
  for (let i = 0; i < Math.min(best.length, LIST_LENGTH); i++)
    gain += (best[best.length - 1 - i] ?? 0) / discountAt(i);
  return gain;
}

const DISCOUNTS = Float64Array.from({ length: LIST_LENGTH }, (_, i) => Math.log2(i + 2));

/** What a gain is divided by where it stands: lower counts less. */
function discountAt(index: number): number {
  return DISCOUNTS[index] ?? Math.log2(index + 2);
}
