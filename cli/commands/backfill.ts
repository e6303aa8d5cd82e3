import type { Command } from 'commander';
import { Option } from 'commander';
import { SELECTIONS } from '../../domain/backfill-plan';
import type { BackfillOptions } from '../actions/backfill';
import { resolveAddresses } from '../addresses';
import {
  ACCEPT_LOST_ADVERTISERS_OPTION,
  command,
  countArgument,
  dateArgument,
  handler,
  JSON_OPTION,
} from '../command';
import type { OnExit } from '../command';
import { ASK_ABOVE_DATES, DEFAULT_MAX_PARALLEL } from '../defaults';

const MAX_PARALLEL_LIMIT = 500;

/** `adtech backfill` */
export function backfillCommand(onExit: OnExit): Command {
  return command('backfill', 'run dates side by side, wait for them, and prove that each was published')
    .option('--from <date>', 'first date (default: START_DATE)', dateArgument)
    .option('--to <date>', 'last date, included (default: the last one due)', dateArgument)
    .addOption(
      new Option(
        '--only <which>',
        'missing: not published; failed: whose newest run failed; stale: whose inputs have changed since; all',
      )
        .choices(SELECTIONS)
        .default('missing'),
    )
    .option('--dry-run', 'print the dates in their order, and do nothing')
    .option(
      '--max-parallel <n>',
      `most runs that are open side by side, up to ${String(MAX_PARALLEL_LIMIT)}`,
      countArgument(1, MAX_PARALLEL_LIMIT),
      DEFAULT_MAX_PARALLEL,
    )
    .option('--latest-first', 'begin with the newest date')
    .option('--yes', `do not ask before more than ${String(ASK_ABOVE_DATES)} dates`)
    .option(...ACCEPT_LOST_ADVERTISERS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
A date whose run is open is refused by name, and left alone (exit code 3).
A range may be of any length: at most --max-parallel runs are open at a time, and the next date starts when one ends.
Ctrl-C ends the waiting (exit code 3); runs that have started go on, and no further one is started.`,
    )
    .action(
      handler<BackfillOptions>(onExit, async (context, options) => {
        const addresses = resolveAddresses(context.settings, context.home);
        const { backfill } = await import('../actions/backfill.js');
        return backfill(context, addresses, options);
      }),
    );
}
