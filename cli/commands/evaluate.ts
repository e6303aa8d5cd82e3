import type { Command } from 'commander';
import { findEvaluations, findListEvaluations, findNewestEvaluation } from '../../db/evaluation-figures';
import type { Figure } from '../../domain/evaluation/score-list';
import {
  averageDays,
  rankModels,
  resolveWindow,
  WINDOW_DAYS,
  WINDOW_MAX_DAYS,
} from '../../domain/evaluation/window';
import type { EvaluationWindow, ModelWindow, WindowMean } from '../../domain/evaluation/window';
import type { CalendarDay } from '../../domain/execution-date';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { Output } from '../output';
import { resolveAddresses, withServices } from '../services';
import type { Services } from '../services';
import { idText } from '../terminal-text';

interface EvaluateOptions {
  readonly from?: CalendarDay;
  readonly to?: CalendarDay;
  readonly advertiser?: string;
  readonly json?: boolean;
}

/** `adtech evaluate` */
export function evaluateCommand(onExit: OnExit): Command {
  return command('evaluate', 'how the lists of each model did on the day after')
    .option('--from <date>', `first day (default: ${String(WINDOW_DAYS)} days)`, dateArgument)
    .option('--to <date>', 'last day (default: the newest evaluated one)', dateArgument)
    .option('--advertiser <id>', 'the lists of one advertiser')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
A day is the one whose clicks count; the lists are those of the day before, as published. Means over advertisers, and over
the days, with 95 % intervals. Of more than ${String(WINDOW_MAX_DAYS)} days the last ones.

  click share   of the day's clicks, those on products of the list
  hit rate      advertisers with any click on the list
  precision     products of the list with a click, of 20
  ndcg          clicks, the higher in the list the better, against the best list there could have been
  lift          ctr of the listed products over that of all of the advertiser's

Clicks go to what was shown: docs/models.md says what these figures cannot tell.`,
    )
    .action(
      handler<EvaluateOptions>(onExit, async ({ settings, home, out }, options) => {
        const { from, to, advertiser } = options;
        if (from !== undefined && to !== undefined && from > to) {
          throw new UsageError(`--from ${from} is after --to ${to}`);
        }
        return withServices(settings, resolveAddresses(settings, home), async ({ db }) => {
          const window = resolveWindow({ from, to }, await findNewestEvaluation(db));
          const found =
            window !== undefined &&
            (advertiser === undefined
              ? await reportAll(db, out, window)
              : await reportOne(db, out, window, advertiser));
          if (found) return EXIT.done;
          out.warn(
            window === undefined
              ? 'no date is evaluated yet: two dates in a row have to be published by this version, and with EVALUATION=on'
              : `nothing is evaluated from ${window.from} to ${window.to}: npx adtech backfill --only all --from ${window.from} --to ${window.to}`,
          );
          return EXIT.failed;
        });
      }),
    );
}

async function reportAll(db: Services['db'], out: Output, window: EvaluationWindow): Promise<boolean> {
  const days = await findEvaluations(db, window);
  if (days.length === 0) return false;
  const models = averageDays(days.map((day) => day.models));
  out.report({ ...window, days: days.length, models }, () => {
    printModels(out, models);
    out.line();
    out.line(
      `${String(days.length)} days from ${window.from} to ${window.to}, each with the lists of the day before`,
    );
  });
  return true;
}

async function reportOne(
  db: Services['db'],
  out: Output,
  window: EvaluationWindow,
  advertiser: string,
): Promise<boolean> {
  const lists = await findListEvaluations(db, advertiser, window);
  if (lists === undefined) throw new UsageError(`${idText(advertiser)} has never been an active advertiser`);
  if (lists.length === 0) return false;
  const models = rankModels(lists);
  out.report({ ...window, advertiser, models, lists }, () => {
    out.table(
      ['model', 'days', 'clicks', 'on its lists', 'click share'],
      models.map(({ model, days, clicks, listed_clicks: listed, click_share: share }) => [
        ...[model, String(days), String(clicks), String(listed), percent(share)],
      ]),
    );
  });
  return true;
}

const COLUMNS: readonly {
  readonly title: string;
  readonly figure: Figure;
  readonly text: (value: number) => string;
}[] = [
  { title: 'click share', figure: 'click_share', text: percent },
  { title: 'hit rate', figure: 'hit_rate', text: percent },
  { title: 'precision', figure: 'precision_at_20', text: percent },
  { title: 'ndcg', figure: 'ndcg_at_20', text: (value) => value.toFixed(3) },
  { title: 'lift', figure: 'lift', text: (value) => value.toFixed(2) },
];

function printModels(out: Output, models: readonly ModelWindow[]): void {
  out.table(
    ['model', 'days', ...COLUMNS.map(({ title }) => title)],
    models.map(({ model, days, figures }) => [
      ...[model, String(days)],
      ...COLUMNS.map(({ figure, text }) => cell(figures[figure], text)),
    ]),
  );
}

function cell(mean: WindowMean | null, text: (value: number) => string): string {
  return mean === null ? '' : `${text(mean.mean)} [${text(mean.low)}, ${text(mean.high)}]`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
