import type { Command } from 'commander';
import type { CalendarDay } from '../../domain/execution-date';
import type { RunOptions } from '../actions/run';
import { resolveAddresses } from '../addresses';
import { ACCEPT_LOST_ADVERTISERS_OPTION, command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { assertNotFuture } from '../assert-not-future';

/** `adtech run` */
export function runCommand(onExit: OnExit): Command {
  return command('run', 'run one date, wait for it, and prove that it was published')
    .argument('<date>', 'the execution date, YYYY-MM-DD', dateArgument)
    .option('--restart', 'terminate the run of the date that is open, if there is one, and begin another')
    .option(...ACCEPT_LOST_ADVERTISERS_OPTION)
    .option(...JSON_OPTION)
    .action((date: CalendarDay, given: RunOptions) =>
      handler<RunOptions>(onExit, async (context, options) => {
        assertNotFuture(date);
        const addresses = resolveAddresses(context.settings, context.home);
        const { run } = await import('../actions/run.js');
        return run(context, addresses, date, options);
      })(given),
    );
}
