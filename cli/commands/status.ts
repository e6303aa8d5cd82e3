import type { Command } from 'commander';
import type { StatusOptions } from '../actions/status';
import { resolveAddresses } from '../addresses';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { STATUS_DAYS } from '../defaults';

/** `adtech status` */
export function statusCommand(onExit: OnExit): Command {
  return command('status', 'show dates against steps: done, running, failed, missing, stale')
    .option(
      '--from <date>',
      `first date (default: ${String(STATUS_DAYS)} days, not before START_DATE)`,
      dateArgument,
    )
    .option('--to <date>', 'last date (default: the last one due)', dateArgument)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
States:
  done     published from what is there now, as far as it concerns the date
  running  a run is open
  failed   the newest run ended without a publication; readers see what was published before, if anything
  missing  never published
  stale    published, and objects that concern the date have changed since (their ETags differ)

"took" is the time from the start of the run to its publication.`,
    )
    .action(
      handler<StatusOptions>(onExit, async (context, options) => {
        const addresses = resolveAddresses(context.settings, context.home);
        const { status } = await import('../actions/status.js');
        return status(context, addresses, options);
      }),
    );
}
