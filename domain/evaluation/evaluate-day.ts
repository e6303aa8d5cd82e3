import { meanIntervals } from './mean-intervals';
import type { MeanInterval } from './mean-intervals';
import { createListScorer, FIGURES, figuresOf } from './score-list';
import { LIST_SEPARATOR, LISTS_SEPARATOR } from '../models/model';
import type { Figure, ListScore, ProductDays } from './score-list';

/** An advertiser with any click on the day. */
export interface AdvertiserDay {
  readonly advertiserId: string;
  /** Its products with any event on the day. */
  readonly products: ProductDays;
}

/** The lists of one model, as text because many lists go from the database to a thread. */
export interface ModelLists {
  readonly model: string;
  /**
   * One list for each advertiser, `LISTS_SEPARATOR` between them: its products, the best first, `LIST_SEPARATOR` between
   * them; empty for an advertiser without one.
   */
  readonly lists: string;
}

/** Scores of lists on the day after them, by column: many of them travel between threads and to the database. */
export interface DayScores {
  readonly models: readonly string[];
  readonly advertiserIds: readonly string[];
  /** By advertiser, at most 2^53 - 1. */
  readonly clicks: Float64Array;
  readonly impressions: Float64Array;
  /** By advertiser and model: `[advertiser * models + model]`. */
  readonly products: Int32Array;
  readonly clickedProducts: Int32Array;
  readonly listedClicks: Float64Array;
  readonly listedImpressions: Float64Array;
  readonly ndcg: Float64Array;
}

/**
 * Scores the lists of advertisers. An advertiser with a list of any model counts for all models that published lists: a
 * missing list scores no click. An advertiser without any list was not served, and is left out.
 *
 * @param lists the lists of each model that counts, in this order, for the advertisers of `days`.
 */
export function scoreAdvertisers(days: readonly AdvertiserDay[], lists: readonly ModelLists[]): DayScores {
  const byModel = lists.map(({ model, lists: own }) => {
    const split = days.length === 0 ? [] : own.split(LISTS_SEPARATOR);
    if (split.length === days.length) return split;
    throw new Error(`${model}: ${String(split.length)} lists for ${String(days.length)} advertisers`);
  });
  const served = days.flatMap((day, place) => (byModel.some((own) => own[place]) ? [{ ...day, place }] : []));
  const scores = noScores(
    lists.map(({ model }) => model),
    served.map(({ advertiserId }) => advertiserId),
  );
  served.forEach(({ products, place }, advertiser) => {
    const score = createListScorer(products);
    byModel.forEach((own, model) => {
      const scored = score(own[place] ? own[place].split(LIST_SEPARATOR) : []);
      const at = advertiser * lists.length + model;
      scores.clicks[advertiser] = scored.clicks;
      scores.impressions[advertiser] = scored.impressions;
      scores.products[at] = scored.products;
      scores.clickedProducts[at] = scored.clickedProducts;
      scores.listedClicks[at] = scored.listedClicks;
      scores.listedImpressions[at] = scored.listedImpressions;
      scores.ndcg[at] = scored.ndcg;
    });
  });
  return scores;
}

function noScores(models: readonly string[], advertiserIds: readonly string[]): DayScores {
  const counts = () => new Int32Array(advertiserIds.length * models.length);
  const sums = () => new Float64Array(advertiserIds.length * models.length);
  return {
    models,
    advertiserIds,
    clicks: new Float64Array(advertiserIds.length),
    impressions: new Float64Array(advertiserIds.length),
    products: counts(),
    clickedProducts: counts(),
    listedClicks: sums(),
    listedImpressions: sums(),
    ndcg: new Float64Array(advertiserIds.length * models.length),
  };
}

/** The score of one list, by the indexes of its advertiser and model. */
export function scoreAt(scores: DayScores, advertiser: number, model: number): ListScore {
  const at = advertiser * scores.models.length + model;
  return {
    products: scores.products[at] ?? 0,
    clicks: scores.clicks[advertiser] ?? 0,
    impressions: scores.impressions[advertiser] ?? 0,
    listedClicks: scores.listedClicks[at] ?? 0,
    listedImpressions: scores.listedImpressions[at] ?? 0,
    clickedProducts: scores.clickedProducts[at] ?? 0,
    ndcg: scores.ndcg[at] ?? 0,
  };
}

/** The mean of a figure over advertisers, for one model. */
export interface ModelFigure extends MeanInterval {
  readonly model: string;
  readonly figure: Figure;
}

/**
 * The means of each model over all advertisers, with intervals that are the same for the same scores.
 *
 * @param portions the advertisers in portions, all with the same models.
 */
export function summarizeScores(portions: readonly DayScores[]): ModelFigure[] {
  const models = portions[0]?.models ?? [];
  const advertisers = portions.reduce((sum, { advertiserIds }) => sum + advertiserIds.length, 0);
  const columns = models.flatMap((model) =>
    FIGURES.map((figure) => ({ model, figure, values: new Float64Array(advertisers) })),
  );
  let row = 0;
  for (const scores of portions) {
    for (let advertiser = 0; advertiser < scores.advertiserIds.length; advertiser++, row++) {
      for (let model = 0; model < models.length; model++) {
        const figures = figuresOf(scoreAt(scores, advertiser, model));
        FIGURES.forEach((figure, f) => {
          const column = columns[model * FIGURES.length + f];
          if (column !== undefined) column.values[row] = figures[figure] ?? NaN;
        });
      }
    }
  }
  return meanIntervals(columns.map(({ values }) => values)).flatMap((interval, c) => {
    const column = columns[c];
    return interval === null || column === undefined
      ? []
      : [{ model: column.model, figure: column.figure, ...interval }];
  });
}
