import type { Command } from 'commander';
import type { UpOptions } from '../actions/up';
import { command, handler } from '../command';
import type { OnExit } from '../command';

/** `adtech up` */
export function upCommand(onExit: OnExit): Command {
  return command('up', 'run everything on this machine, embedded where no address is set')
    .option('--once', 'end when every date due is published and checked against the API')
    .action(
      handler<UpOptions>(onExit, async (context, options) =>
        (await import('../actions/up.js')).up(context, options),
      ),
    );
}
