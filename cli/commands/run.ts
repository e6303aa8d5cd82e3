import type { Command } from 'commander';
import type { CalendarDay } from '../../domain/execution-date';
import { ACCEPT_LOST_ADVERTISERS_OPTION, command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { refuseFuture, runAndReport } from '../run-and-report';
import { resolveAddresses, withServices } from '../services';

interface RunOptions {
  readonly restart?: boolean;
  readonly acceptLostAdvertisers?: boolean;
  readonly json?: boolean;
}

/** `adtech run` */
export function runCommand(onExit: OnExit): Command {
  return command('run', 'run one date, wait for it, and prove that it was published')
    .argument('<date>', 'the execution date, YYYY-MM-DD', dateArgument)
    .option('--restart', 'terminate the run of the date that is open, if there is one, and begin another')
    .option(...ACCEPT_LOST_ADVERTISERS_OPTION)
    .option(...JSON_OPTION)
    .action((date: CalendarDay, options: RunOptions) =>
      handler<RunOptions>(
        onExit,
        ({ settings, home, out, stop }, { restart = false, acceptLostAdvertisers = false }) => {
          refuseFuture(date);
          return withServices(settings, resolveAddresses(settings, home), (services) =>
            runAndReport(
              services,
              [date],
              { out, stop },
              { whenOpen: restart ? 'terminate' : 'report', acceptLostAdvertisers },
            ),
          );
        },
      )(options),
    );
}
