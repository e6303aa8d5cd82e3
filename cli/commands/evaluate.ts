import type { Command } from 'commander';
import { WINDOW_DAYS, WINDOW_MAX_DAYS } from '../../domain/evaluation/window';
import type { EvaluateOptions } from '../actions/evaluate';
import { resolveAddresses } from '../addresses';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { UsageError } from '../exit-codes';

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
A day is the one whose clicks count; the lists are the ones of the day before, as published. Means over advertisers, and over
the days, with 95 % intervals. Of more than ${String(WINDOW_MAX_DAYS)} days the last ones.

  click share   of the day's clicks, those on products of the list
  hit rate      advertisers with any click on the list
  precision     products of the list with a click, of 20
  ndcg          clicks, the higher in the list the better, against the best list there could have been
  lift          ctr of the listed products over the ctr of all of the advertiser's

Clicks go to what was shown: docs/models.md says what these figures cannot tell.`,
    )
    .action(
      handler<EvaluateOptions>(onExit, async (context, options) => {
        const { from, to } = options;
        if (from !== undefined && to !== undefined && from > to) {
          throw new UsageError(`--from ${from} is after --to ${to}`);
        }
        const addresses = resolveAddresses(context.settings, context.home);
        const { evaluate } = await import('../actions/evaluate.js');
        return evaluate(context, addresses, options);
      }),
    );
}
