import type { Figures } from '../../domain/evaluation/score-list';
import { dayNumber } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { Model } from '../../domain/models/model';
import { rankProducts } from '../../domain/models/rank';
import type { ProductCounts } from '../../domain/product-counts';
import { Decay, recentViewsOf } from '../../domain/recent-views';
import type { AgedViews } from '../../domain/recent-views';
import { judgeByLog, judgeByTruth } from './judges';
import { countsOf } from './logged-events';
import type { LoggedAdvertiser } from './logged-events';

/** A list evaluated on the day after it, as if all impressions had been spread evenly over it. */
export interface BacktestedList {
  readonly model: string;
  readonly advertiserId: string;
  /** The day after the list's. */
  readonly date: CalendarDay;
  /** Products on the list. */
  readonly length: number;
  /** Impressions of the advertiser on the date. */
  readonly impressions: number;
  /** Expected clicks of the list on them; without a list, of showing everything evenly. */
  readonly clicks: number;
  /** Clicks of showing everything evenly. */
  readonly evenClicks: number;
  /** Clicks of the list that the regret is measured by. */
  readonly bestClicks: number;
  /** Overlap with the best list, 0 to 1. */
  readonly overlap: number;
  /** Overlap that as many products at random could expect. */
  readonly chanceOverlap: number;
  /** Figures of the list by the clicks of the date; null where the truth is known, or there are none. */
  readonly figures: Figures | null;
}

/**
 * Ranks an advertiser's products with each model on the day before each of the days but the first, from all events so far,
 * and holds the list against that day.
 *
 * Where the truth is known, clicks are those that the click probabilities let expect, and the best list is the true one.
 * Elsewhere they are estimated from that day's impressions of the listed products: unbiased where the log showed all
 * products alike (L. Li et al., "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation
 * Algorithms", WSDM 2011), biased towards what was shown otherwise. Instead of the unknown best list, the regret
 * then is measured by the one that TopCTR makes of all other days, later ones too, and the overlap by the ctr of the days
 * after the list.
 *
 * @param days the days of the logs, in order; those without any event may be left out.
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

/** What the run of a day would give the models to rank. */
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
    .filter(({ views, impressions, clicks }) => views > 0 || impressions > 0 || clicks > 0);
}
