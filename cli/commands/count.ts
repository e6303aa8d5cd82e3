import type { Command } from 'commander';
import type { CountOptions } from '../actions/count';
import { resolveAddresses } from '../addresses';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';

/** `adtech count` */
export function countCommand(onExit: OnExit): Command {
  return command(
    'count',
    'have every object of the logs counted that is not yet, ahead of the dates that need it',
  )
    .option('--dry-run', 'print the objects that are not counted yet, and do nothing')
    .option(...JSON_OPTION)
    .action(
      handler<CountOptions>(onExit, async (context, options) => {
        const addresses = resolveAddresses(context.settings, context.home);
        const { count } = await import('../actions/count.js');
        return count(context, addresses, options);
      }),
    );
}
