import { findEvaluations, findListEvaluations, findNewestEvaluation } from '../../db/evaluation-figures';
import type { Figure } from '../../domain/evaluation/score-list';
import { averageDays, rankModels, resolveWindow } from '../../domain/evaluation/window';
import type { EvaluationWindow, ModelWindow, WindowMean } from '../../domain/evaluation/window';
import type { CalendarDay } from '../../domain/execution-date';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Output } from '../output';
import { withServices } from '../services';
import type { Services } from '../services';
import { idText } from '../terminal-text';

/** The options of `adtech evaluate`. */
export interface EvaluateOptions {
  readonly from?: CalendarDay;
  readonly to?: CalendarDay;
  readonly advertiser?: string;
  readonly json?: boolean;
}

/** What `adtech evaluate` does. */
export async function evaluate(
  { settings, out }: CommandContext,
  addresses: Addresses,
  { from, to, advertiser }: EvaluateOptions,
): Promise<ExitCode> {
  return withServices(settings, addresses, async ({ db }) => {
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
