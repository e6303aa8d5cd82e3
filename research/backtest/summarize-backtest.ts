import { FIGURES } from '../../domain/evaluation/score-list';
import type { Figure } from '../../domain/evaluation/score-list';
import type { CalendarDay } from '../../domain/execution-date';
import { spreadOf } from '../../domain/spread';
import type { Spread } from '../../domain/spread';
import type { BacktestedList } from './backtest';

/** The result of a model on one date, over all advertisers; figures of clicks are per 1,000 impressions. */
export interface BacktestedDate {
  readonly date: CalendarDay;
  readonly clicks: number;
  /** Clicks minus the clicks of all products shown evenly. */
  readonly gain: number;
  readonly regret: number;
  /** Mean overlap of the advertisers' lists with the best ones, 0 to 1. */
  readonly overlap: number;
}

/** The result of a model over all dates; spreads are over its dates. */
export interface BacktestSummary {
  readonly model: string;
  readonly dates: readonly BacktestedDate[];
  /** Mean length of a list. */
  readonly length: number;
  readonly clicks: Spread;
  readonly gain: Spread;
  readonly regret: Spread;
  readonly overlap: Spread;
  /** Mean expected overlap of as many random products. */
  readonly chanceOverlap: number;
  /** Spread of each figure over the dates; a date's value is the mean over advertisers with a known figure. Null without any. */
  readonly figures: Readonly<Record<Figure, Spread | null>>;
}

const PER_IMPRESSIONS = 1_000;

/** Summarizes backtested lists by model, in their order; dates without impressions are left out. */
export function summarizeBacktest(lists: readonly BacktestedList[]): BacktestSummary[] {
  return [...groupsOf(lists, ({ model }) => model)].map(([model, ofModel]) => {
    const dates = [...groupsOf(ofModel, ({ date }) => date)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([date, ofDate]) => {
        const impressions = total(ofDate, 'impressions');
        if (impressions === 0) return [];
        const per = (clicks: number) => (clicks / impressions) * PER_IMPRESSIONS;
        const clicks = total(ofDate, 'clicks');
        return {
          date,
          clicks: per(clicks),
          gain: per(clicks - total(ofDate, 'evenClicks')),
          regret: per(total(ofDate, 'bestClicks') - clicks),
          overlap: total(ofDate, 'overlap') / ofDate.length,
        };
      });
    const spread = (figure: Exclude<keyof BacktestedDate, 'date'>) =>
      spreadOf(dates.map((date) => date[figure]));
    return {
      model,
      dates,
      length: total(ofModel, 'length') / ofModel.length,
      clicks: spread('clicks'),
      gain: spread('gain'),
      regret: spread('regret'),
      overlap: spread('overlap'),
      chanceOverlap: total(ofModel, 'chanceOverlap') / ofModel.length,
      figures: Object.fromEntries(
        FIGURES.map((figure) => [figure, figureOf(ofModel, figure)]),
      ) as BacktestSummary['figures'],
    };
  });
}

function figureOf(lists: readonly BacktestedList[], figure: Figure): Spread | null {
  const byDate = [...groupsOf(lists, ({ date }) => date).values()].flatMap((ofDate) => {
    const known = ofDate.flatMap(({ figures }) => figures?.[figure] ?? []);
    return known.length === 0 ? [] : spreadOf(known).mean;
  });
  return byDate.length === 0 ? null : spreadOf(byDate);
}

function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

type Total = 'impressions' | 'clicks' | 'evenClicks' | 'bestClicks' | 'overlap' | 'chanceOverlap' | 'length';

function total(lists: readonly BacktestedList[], figure: Total): number {
  return lists.reduce((sum, list) => sum + list[figure], 0);
}
