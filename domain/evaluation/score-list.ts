import { LIST_LENGTH } from '../models/model';
import type { NumberColumn } from '../product-counts';

/** The figures of a list, by the names that columns and answers have. */
export const FIGURES = ['click_share', 'hit_rate', 'precision_at_20', 'ndcg_at_20', 'lift'] as const;
/** The name of a figure. */
export type Figure = (typeof FIGURES)[number];
/** The figures of a list on a day; `lift` is null where it is undefined. */
export type Figures = Readonly<Record<Exclude<Figure, 'lift'>, number> & { lift: number | null }>;

/** The events of an advertiser's products on the day, by column; each product occurs once. */
export interface ProductDays {
  readonly productIds: readonly string[];
  readonly impressions: NumberColumn;
  readonly clicks: NumberColumn;
}

/** The score of a list on the events of the day after it. */
export interface ListScore {
  /** Products in the list. */
  readonly products: number;
  /** Clicks on all products of the advertiser on the day, at least one. */
  readonly clicks: number;
  readonly impressions: number;
  /** Clicks on products in the list. */
  readonly listedClicks: number;
  readonly listedImpressions: number;
  /** Products of the list with a click. */
  readonly clickedProducts: number;
  /** Σ clicks / log2(rank + 1) over the list, divided by the same sum for the best possible list. */
  readonly ndcg: number;
}

/**
 * The figures of a list:
 *
 * - `click_share`: the share of the advertiser's clicks that fall on products of the list, 0 to 1.
 * - `hit_rate`: 1 if any click does, else 0.
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
type ListScorer = (list: readonly string[]) => ListScore;

/** Makes the scorer of an advertiser's day. */
export function createListScorer({ productIds, impressions, clicks }: ProductDays): ListScorer {
  const ordinals = new Map<string, number>();
  let allClicks = 0;
  let allImpressions = 0;
  productIds.forEach((productId, ordinal) => {
    ordinals.set(productId, ordinal);
    allClicks += clicks[ordinal] ?? 0;
    allImpressions += impressions[ordinal] ?? 0;
  });
  const ideal = idealGain(clicks);
  return (list) => {
    let listedClicks = 0;
    let listedImpressions = 0;
    let clickedProducts = 0;
    let gain = 0;
    for (let i = 0; i < list.length; i++) {
      const ordinal = ordinals.get(list[i] ?? '');
      if (ordinal === undefined) continue;
      const clicked = clicks[ordinal] ?? 0;
      listedImpressions += impressions[ordinal] ?? 0;
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

/** The discounted cumulative gain of the best possible list. */
function idealGain(clicks: NumberColumn): number {
  const best = clicks.slice().sort();
  let gain = 0;
  for (let i = 0; i < Math.min(best.length, LIST_LENGTH); i++)
    gain += (best[best.length - 1 - i] ?? 0) / discountAt(i);
  return gain;
}

/** By rank, from 1: the double nearest to log2(rank + 1). `Math.log2` may differ in the last bit from one version of Node to another. */
export const DISCOUNTS: readonly number[] = [
  1, 1.584962500721156, 2, 2.321928094887362, 2.584962500721156, 2.807354922057604, 3, 3.169925001442312,
  3.321928094887362, 3.4594316186372973, 3.584962500721156, 3.700439718141092, 3.807354922057604,
  3.9068905956085187, 4, 4.087462841250339, 4.169925001442312, 4.247927513443585, 4.321928094887363,
  4.392317422778761,
];

/** The divisor of a gain by its rank: a lower rank counts less, and a rank beyond the list's length counts nothing. */
function discountAt(index: number): number {
  return DISCOUNTS[index] ?? Infinity;
}
