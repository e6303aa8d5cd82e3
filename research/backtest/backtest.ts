import type { Figures } from '../../domain/evaluation/score-list';
import { dayNumber } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { sumOfCounters } from '../../domain/logs';
import type { Model } from '../../domain/models/model';
import { rankProducts } from '../../domain/models/rank';
import type { ProductCounts } from '../../domain/product-counts';
import { Decay, recentViewsOf } from '../../domain/recent-views';
import type { AgedViews } from '../../domain/recent-views';
import { judgeByLog, judgeByTruth } from './judges';
import { countsOf } from './logged-events';
import type { LoggedAdvertiser } from './logged-events';

/** A list evaluated on the next day, as if all impressions of that day were spread evenly over the list. */
export interface BacktestedList {
  readonly model: string;
  readonly advertiserId: string;
  /** The day after the list's. */
  readonly date: CalendarDay;
  /** Products on the list. */
  readonly length: number;
  /** Impressions of the advertiser on the date. */
  readonly impressions: number;
  /** Expected clicks of the list on these impressions; without a list, of all products shown evenly. */
  readonly clicks: number;
  /** Expected clicks of all products shown evenly. */
  readonly evenClicks: number;
  /** Expected clicks of the best list, from which the regret is computed. */
  readonly bestClicks: number;
  /** Overlap with the best list, 0 to 1. */
  readonly overlap: number;
  /** Expected overlap of as many random products. */
  readonly chanceOverlap: number;
  /** Figures of the list by the clicks of the date; null if the truth is known or there are no clicks. */
  readonly figures: Figures | null;
}

/**
 * For each day but the first, ranks an advertiser's products with each model from all events before the day, and evaluates
 * the list on the day.
 *
 * If the truth is known, clicks are the expected clicks by the click probabilities, and the best list is the true one.
 * Otherwise clicks are estimated from that day's impressions of the listed products: unbiased if the log showed all
 * products equally (L. Li et al., "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation
 * Algorithms", WSDM 2011), else biased towards the products that were shown. In place of the unknown best list, the
 * regret is then computed from the list that TopCTR makes of all other days, including later ones, and the overlap from
 * the ctr of the days after the list.
 *
 * @param days the days of the logs, in order; days without events may be left out.
 * @param halfLifeDays days in which a product view loses half its weight, for models of recent views.
 */
export function backtestAdvertiser(
  advertiser: LoggedAdvertiser,
  models: readonly Model[],
  days: readonly CalendarDay[],
  halfLifeDays: number,
): BacktestedList[] {
  const { advertiserId, truth } = advertiser;
  const dayNumbers = new Map(days.map((day) => [day, dayNumber(day)]));
  const decay = new Decay(halfLifeDays);
  return days.slice(1).flatMap((date) => {
    const before = knownOn(advertiser, dayNumber(date) - 1, dayNumbers, decay);
    const onDate = countsOf(advertiser, (day) => day === date);
    const impressions = onDate.reduce((sum, product) => sum + product.impressions, 0);
    const judge =
      truth === undefined ? judgeByLog(advertiser, date, onDate) : judgeByTruth(advertiser, truth);
    return models.map((model): BacktestedList => {
      const list = rankProducts(model, before).map(({ productId }) => productId);
      const { ctr, overlap, figures } = judge.judge(list);
      return {
        model: model.name,
        advertiserId,
        date,
        length: list.length,
        impressions,
        clicks: impressions * ctr,
        evenClicks: impressions * judge.evenCtr,
        bestClicks: impressions * judge.bestCtr,
        overlap,
        chanceOverlap: list.length / judge.products,
        figures,
      };
    });
  });
}

/** The products that the run of a day would rank. */
function knownOn(
  advertiser: LoggedAdvertiser,
  today: number,
  dayNumbers: ReadonlyMap<CalendarDay, number>,
  decay: Decay,
): ProductCounts[] {
  const ageOf = (day: CalendarDay) => today - (dayNumbers.get(day) ?? Infinity);
  return countsOf(advertiser, (day) => ageOf(day) >= 0)
    .map((product, i) => {
      const days = [...(advertiser.products[i]?.days ?? [])]
        .map(([day, { views }]): AgedViews => [ageOf(day), views])
        .filter(([age]) => age >= 0);
      return { ...product, features: { recent_views: recentViewsOf(days, decay) } };
    })
    .filter((product) => sumOfCounters(product) > 0);
}
