import type { Command } from 'commander';
import type { UpOptions } from '../actions/up';
import { command, handler } from '../command';
import type { OnExit } from '../command';
import { ASK_UP_ABOVE_DATES } from '../defaults';

/** `adtech up` */
export function upCommand(onExit: OnExit): Command {
  return command('up', 'run everything on this machine, embedded where no address is set')
    .option('--once', 'end when every date due is published and checked against the API')
    .option('--logs <folder>', 'a folder of log files that the embedded lake reads as its `input/`')
    .option('--yes', `run more than ${String(ASK_UP_ABOVE_DATES)} dates without asking`)
    .action(
      handler<UpOptions>(onExit, async (context, options) =>
        (await import('../actions/up.js')).up(context, options),
      ),
    );
}
