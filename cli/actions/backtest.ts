import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { FIGURES } from '../../domain/evaluation/score-list';
import type { CalendarDay } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import type { Model } from '../../domain/models/model';
import { backtestAdvertiser } from '../../research/backtest/backtest';
import type { BacktestedList } from '../../research/backtest/backtest';
import type { LoggedAdvertiser } from '../../research/backtest/logged-events';
import { summarizeBacktest } from '../../research/backtest/summarize-backtest';
import type { BacktestSummary } from '../../research/backtest/summarize-backtest';
import type { Spread } from '../../domain/spread';
import { TRUTH_KEY } from '../../storage/lake-keys';
import type { CommandContext } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import { english } from '../numbers';
import type { Output } from '../output';
import { choose, daysOf, openLogs, withTruth } from '../backtest/choose-logs';
import { readEvents } from '../../research/backtest/read-events';
import { readTruth } from '../../research/backtest/read-truth';

/** The options of `adtech backtest`. */
export interface BacktestOptions {
  readonly folder?: string;
  readonly advertiser?: readonly string[];
  readonly models?: readonly Model[];
  readonly json?: boolean;
}

/** What `adtech backtest` does. */
export async function backtest(
  { settings, home, out, stop }: CommandContext,
  options: BacktestOptions,
): Promise<(typeof EXIT)['done']> {
  const url =
    options.folder === undefined
      ? (settings.lakeUrl ?? home.lakeUrl)
      : pathToFileURL(path.resolve(options.folder)).href;
  const place = await openLogs(url, options.folder !== undefined, settings, stop);
  try {
    const read = await readEvents(place, {
      signal: stop,
      onRows: (rows) => {
        out.progress(`${english(rows)} rows read`);
      },
    });
    const truth = await readTruth(place.lake, TRUTH_KEY, stop);
    const advertisers = withTruth(choose(read.advertisers, options.advertiser), truth, url);
    const days = daysOf(advertisers);
    if (days.length < 2) {
      throw new UsageError(
        `${url}: the logs have ${days.length} days of these advertisers; a list needs a day after it`,
      );
    }
    const lists = await backtestAll(
      advertisers,
      options.models ?? MODELS,
      days,
      settings.trendingHalfLifeDays,
      out,
      stop,
    );
    const summaries = summarizeBacktest(lists);
    const { rows, rejected } = read;
    out.report(
      {
        logs: url,
        rows,
        rejected,
        truth: truth !== undefined,
        advertisers: advertisers.map(({ advertiserId }) => advertiserId),
        from: days[1],
        to: days.at(-1),
        models: summaries.map(jsonOf),
      },
      () => {
        if (rejected > 0)
          out.warn(
            `${english(rejected)} of ${english(rows)} rows rejected; \`npx adtech data check\` says why`,
          );
        out.line(
          `${url}, ${days[1] ?? ''} to ${days.at(-1) ?? ''}, ${english(advertisers.length)} advertisers, ` +
            (truth === undefined ? 'estimated from the log' : `known from ${TRUTH_KEY}`),
        );
        print(summaries, out);
      },
    );
    return EXIT.done;
  } finally {
    place.lake.close();
  }
}

async function backtestAll(
  advertisers: readonly LoggedAdvertiser[],
  models: readonly Model[],
  days: readonly CalendarDay[],
  halfLifeDays: number,
  out: Output,
  stop: AbortSignal,
): Promise<BacktestedList[]> {
  const lists: BacktestedList[] = [];
  for (const [done, advertiser] of advertisers.entries()) {
    out.progress(`${english(done)} of ${english(advertisers.length)} advertisers backtested`);
    lists.push(...backtestAdvertiser(advertiser, models, days, halfLifeDays));
    // Lets signals and the terminal be handled.
    await setImmediate();
    stop.throwIfAborted();
  }
  return lists;
}

function print(summaries: readonly BacktestSummary[], out: Output): void {
  out.table(
    ['model', 'products', 'clicks', 'gain', 'regret', 'overlap', 'by chance', 'last overlap'],
    summaries.map(({ model, length, clicks, gain, regret, overlap, chanceOverlap, dates }) => [
      model,
      english(length, 1),
      plusMinus(clicks),
      plusMinus(gain),
      plusMinus(regret),
      `${english(overlap.mean * 100, 1)} %`,
      `${english(chanceOverlap * 100, 1)} %`,
      `${english((dates.at(-1)?.overlap ?? 0) * 100, 1)} %`,
    ]),
  );
  if (summaries.every(({ figures }) => figures.click_share === null)) return;
  out.line();
  out.table(
    ['model', ...FIGURES],
    summaries.map(({ model, figures }) => [
      model,
      ...FIGURES.map((figure) => (figures[figure] === null ? '' : plusMinus(figures[figure]))),
    ]),
  );
}

function plusMinus({ mean, se }: Spread): string {
  return `${english(mean, 2)} ± ${english(se, 2)}`;
}

function jsonOf({
  model,
  length,
  clicks,
  gain,
  regret,
  overlap,
  chanceOverlap,
  figures,
  dates,
}: BacktestSummary): object {
  return {
    model,
    products_listed: length,
    clicks_per_1000_impressions: clicks,
    gain_per_1000_impressions: gain,
    regret_per_1000_impressions: regret,
    overlap,
    overlap_by_chance: chanceOverlap,
    ...figures,
    dates: dates.map((date) => ({
      date: date.date,
      clicks_per_1000_impressions: date.clicks,
      gain_per_1000_impressions: date.gain,
      regret_per_1000_impressions: date.regret,
      overlap: date.overlap,
    })),
  };
}
