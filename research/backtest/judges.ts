import { bestListOf, overlapWith } from '../../domain/best-list';
import { createListScorer, figuresOf } from '../../domain/evaluation/score-list';
import type { Figures, ListScore } from '../../domain/evaluation/score-list';
import type { CalendarDay } from '../../domain/execution-date';
import { columnsOf, rankProducts } from '../../domain/models/rank';
import { topCtr } from '../../domain/models/top-ctr';
import type { ProductCounts } from '../../domain/product-counts';
import { hindsightOverlap } from './hindsight';
import { countsOf } from './logged-events';
import type { LoggedAdvertiser } from './logged-events';

/** The value of a list. */
export interface Judgement {
  /** Expected clicks per impression, spread evenly over the list; without a list, over all products. */
  readonly ctr: number;
  /** Overlap with the best list, 0 to 1. */
  readonly overlap: number;
  /** Figures by the clicks of the date; null if the truth is known or there are no clicks. */
  readonly figures: Figures | null;
}

/** Judges lists, in clicks per impression. */
export interface Judge {
  /** The number of products that can be listed. */
  readonly products: number;
  readonly evenCtr: number;
  readonly bestCtr: number;
  judge(list: readonly string[]): Judgement;
}

/** Judges lists by the click probabilities of their products. @throws RangeError when a probability is unknown. */
export function judgeByTruth({ advertiserId }: LoggedAdvertiser, truth: ReadonlyMap<string, number>): Judge {
  const probabilities = [...truth.values()];
  const best = bestListOf(probabilities);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const evenCtr = mean(probabilities);
  return {
    products: truth.size,
    evenCtr,
    bestCtr: best.meanProbability,
    judge: (list) => {
      const own = list.map((productId) => {
        const probability = truth.get(productId);
        if (probability !== undefined) return probability;
        throw new RangeError(
          `the truth has no click probability of product "${productId}" of "${advertiserId}"`,
        );
      });
      return { ctr: own.length === 0 ? evenCtr : mean(own), overlap: overlapWith(best, own), figures: null };
    },
  };
}

/** Judges lists by the events of their products on the date, in the log. */
export function judgeByLog(
  advertiser: LoggedAdvertiser,
  date: CalendarDay,
  onDate: readonly ProductCounts[],
): Judge {
  const from = countsOf(advertiser, (day) => day >= date);
  const score = createListScorer({
    productIds: onDate.map(({ productId }) => productId),
    ...columnsOf(onDate),
  });
  const { clicks, impressions } = score([]);
  const evenCtr = impressions === 0 ? 0 : clicks / impressions;
  const ctrOf = ({ listedClicks, listedImpressions }: ListScore) =>
    listedImpressions === 0 ? evenCtr : listedClicks / listedImpressions;
  const best = rankProducts(
    topCtr,
    countsOf(advertiser, (day) => day !== date),
  ).map(({ productId }) => productId);
  return {
    products: advertiser.products.length,
    evenCtr,
    bestCtr: ctrOf(score(best)),
    judge: (list) => {
      const scored = score(list);
      return {
        ctr: ctrOf(scored),
        overlap: hindsightOverlap(new Set(list), from),
        figures: clicks === 0 ? null : figuresOf(scored),
      };
    },
  };
}
