import type { Command } from 'commander';
import pc from 'picocolors';
import type { DateState } from '../../domain/date-status';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { STAGES } from '../../domain/run-stages';
import { findDateStatuses } from '../date-statuses';
import type { ReportedDate } from '../date-statuses';
import { EXIT } from '../exit-codes';
import type { Output } from '../output';
import { resolveAddresses, withServices } from '../services';

const DEFAULT_DAYS = 30;
const COLOUR: Record<DateState, (text: string) => string> = {
  done: pc.green,
  running: pc.cyan,
  failed: pc.red,
  missing: pc.dim,
  stale: pc.yellow,
};

interface StatusOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** `adtech status` */
export function statusCommand(onExit: OnExit): Command {
  return command('status', 'show dates against steps: done, running, failed, missing, stale')
    .option(
      '--from <date>',
      `first date (default: ${String(DEFAULT_DAYS)} days, not before START_DATE)`,
      dateArgument,
    )
    .option('--to <date>', 'last date (default: the last one due)', dateArgument)
    .option(...JSON_OPTION)
    .action(
      handler<StatusOptions>(onExit, async ({ settings, home, out }, options) => {
        const addresses = resolveAddresses(settings, home);
        const to = options.to ?? lastDueDate(new Date());
        const earliest = addDays(to, 1 - DEFAULT_DAYS);
        const from = options.from ?? (earliest > addresses.startDate ? earliest : addresses.startDate);
        const dates = await withServices(settings, addresses, (services) =>
          findDateStatuses(services, from, to),
        );
        out.report({ from, to, dates }, () => {
          print(out, dates);
        });
        return EXIT.done;
      }),
    );
}

function print(out: Output, dates: readonly ReportedDate[]): void {
  const steps = STAGES.flat();
  const rows = dates.map((date) => [
    date.date,
    ...steps.map((step) => coloured(date.steps[step] ?? 'missing')),
    date.rows_kept?.toLocaleString('en') ?? '',
    date.rows_rejected?.toLocaleString('en') ?? '',
    date.duration_seconds === null ? '' : `${date.duration_seconds.toFixed(1)} s`,
  ]);
  out.table(['date', ...steps, 'rows kept', 'rejected', 'took'], rows);
  for (const { date, failure } of dates) if (failure !== null) out.warn(`${date}: ${failure}`);
  const counts = new Map<DateState, number>();
  for (const { state } of dates) counts.set(state, (counts.get(state) ?? 0) + 1);
  out.line();
  out.line(
    [...counts].map(([state, count]) => `${String(count)} ${coloured(state)}`).join(', ') || 'no dates',
  );
}

function coloured(state: DateState): string {
  return COLOUR[state](state);
}
