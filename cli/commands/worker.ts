import type { Command } from 'commander';
import { command, handler } from '../command';
import type { OnExit } from '../command';

/** `adtech worker` */
export function workerCommand(onExit: OnExit): Command {
  return command('worker', 'run the steps of runs until SIGTERM or Ctrl-C; logs JSON lines').action(
    handler(onExit, async (context) => (await import('../actions/worker.js')).runWorker(context)),
  );
}
