import { addDays, FIRST_DAY } from '../execution-date';
import type { CalendarDay } from '../execution-date';
import type { MeanInterval } from './mean-intervals';
import { FIGURES } from './score-list';
import type { Figure } from './score-list';

/** Days of a window by default, and at most. */
export const WINDOW_DAYS = 30;
export const WINDOW_MAX_DAYS = 366;

/** The means of one model on one day, by figure; a figure without data is omitted. */
export type ModelMeans = Readonly<Partial<Record<Figure, MeanInterval>>>;

/** A mean over days, with the mean of the days' intervals. */
export type WindowMean = Omit<MeanInterval, 'advertisers'>;

/** How a model did in a window. */
export interface ModelWindow {
  readonly model: string;
  /** Days on which it was evaluated. */
  readonly days: number;
  /** Null for a figure without data. */
  readonly figures: Readonly<Record<Figure, WindowMean | null>>;
}

/** Precision of a window's means, in parts of 1: finer digits would depend on the order in which days are added. */
const PARTS = 1_000_000_000;

/**
 * The models over the days of a window, the largest share of clicks first; ties by name. All days have the same weight. The
 * interval is the mean of the days' intervals: since days have mostly the same advertisers, more days do not make it
 * narrower. Means are rounded to nine decimal places.
 */
export function averageDays(days: readonly Readonly<Record<string, ModelMeans>>[]): ModelWindow[] {
  const models = [...new Set(days.flatMap((day) => Object.keys(day)))];
  return models
    .map((model): ModelWindow => {
      const own = days.flatMap((day) => day[model] ?? []);
      const figures = FIGURES.map((figure) => {
        const known = own.flatMap((means) => means[figure] ?? []);
        const mean = (of: (one: MeanInterval) => number) =>
          Math.round((known.reduce((sum, one) => sum + of(one), 0) / known.length) * PARTS) / PARTS;
        const window = {
          mean: mean((one) => one.mean),
          low: mean((one) => one.low),
          high: mean((one) => one.high),
        };
        return [figure, known.length === 0 ? null : window] as const;
      });
      return {
        model,
        days: own.length,
        figures: Object.fromEntries(figures) as ModelWindow['figures'],
      };
    })
    .sort(
      (a, b) =>
        (b.figures.click_share?.mean ?? 0) - (a.figures.click_share?.mean ?? 0) ||
        (a.model < b.model ? -1 : 1),
    );
}

/** The clicks of an advertiser and day, and how many of them are on a model's list. */
interface ListClicks {
  readonly model: string;
  readonly clicks: number;
  readonly listed_clicks: number;
}

/** The share of an advertiser's clicks on the lists of a model. */
interface ModelClicks extends ListClicks {
  readonly days: number;
  /** Clicks on the lists over all clicks, 0 to 1. */
  readonly click_share: number;
}

/** The models by the share of an advertiser's clicks that fell on their lists, all days together, the largest first, then by name. */
export function rankModels(lists: readonly ListClicks[]): ModelClicks[] {
  const models = [...new Set(lists.map(({ model }) => model))];
  return models
    .map((model) => {
      const own = lists.filter((list) => list.model === model);
      const sum = (of: (list: ListClicks) => number) => own.reduce((total, list) => total + of(list), 0);
      const clicks = sum((list) => list.clicks);
      const listed = sum((list) => list.listed_clicks);
      return {
        model,
        days: own.length,
        clicks,
        listed_clicks: listed,
        click_share: clicks === 0 ? 0 : listed / clicks,
      };
    })
    .sort((a, b) => b.click_share - a.click_share || (a.model < b.model ? -1 : 1));
}

/** A range of days, both ends included. */
export interface EvaluationWindow {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

/**
 * The requested days: by default 30 days up to the newest evaluated one, and at most the last 366 of the range. Undefined
 * without a requested last day and without an evaluated day.
 */
export function resolveWindow(
  asked: { readonly from?: CalendarDay | undefined; readonly to?: CalendarDay | undefined },
  newest: CalendarDay | undefined,
): EvaluationWindow | undefined {
  const to = asked.to ?? newest;
  if (to === undefined) return undefined;
  const earliest = addDays(to, 1 - WINDOW_MAX_DAYS);
  const from = asked.from ?? addDays(to, 1 - WINDOW_DAYS);
  return { from: [from, earliest, FIRST_DAY].reduce((a, b) => (a > b ? a : b)), to };
}
