import type { CalendarDay } from '../execution-date';
import { meanIntervals } from './mean-intervals';
import type { MeanInterval } from './mean-intervals';
import { createListScorer, FIGURES } from './score-list';
import type { Figure, ListScore, ProductDay } from './score-list';

/** An advertiser with any click on the day. */
export interface AdvertiserDay {
  readonly advertiserId: string;
  /** Its products with any event on the day. */
  readonly products: readonly ProductDay[];
}

/** The list of one advertiser and model, held against the day after it. */
export interface ScoredList extends ListScore {
  readonly advertiserId: string;
  readonly model: string;
}

/**
 * Scores the lists of advertisers. Who has a list of any model counts for all models that published any: no list is one
 * that no click falls on. Whoever has none at all was not served, and tells nothing of a model.
 *
 * @param listsOf by model: the products of an advertiser's list, the best first; models without a list are left out.
 */
export function scoreAdvertisers(
  days: readonly AdvertiserDay[],
  models: readonly string[],
  listsOf: (advertiserId: string) => ReadonlyMap<string, readonly string[]> | undefined,
): ScoredList[] {
  return days.flatMap(({ advertiserId, products }) => {
    const lists = listsOf(advertiserId);
    if (lists === undefined || lists.size === 0) return [];
    const score = createListScorer(products);
    return models.map((model) => ({ advertiserId, model, ...score(lists.get(model) ?? []) }));
  });
}

/** The mean of a figure over advertisers, for one model. */
export interface ModelFigure extends MeanInterval {
  readonly model: string;
  readonly figure: Figure;
}

/** The means of each model, with intervals that are the same for the same lists and date. */
export function summarizeScores(
  scores: readonly ScoredList[],
  models: readonly string[],
  date: CalendarDay,
): ModelFigure[] {
  const columns = models.flatMap((model) => {
    const own = scores.filter((score) => score.model === model);
    return FIGURES.map((figure) => ({
      ...{ model, figure },
      values: Float64Array.from(own, ({ figures }) => figures[figure] ?? NaN),
    }));
  });
  const seed = Date.parse(date) / 86_400_000;
  return meanIntervals(
    columns.map(({ values }) => values),
    seed,
  ).flatMap((interval, c) => {
    const column = columns[c];
    return interval === null || column === undefined
      ? []
      : [{ model: column.model, figure: column.figure, ...interval }];
  });
}
