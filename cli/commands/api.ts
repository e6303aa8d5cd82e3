import type { Command } from 'commander';
import { command, handler } from '../command';
import type { OnExit } from '../command';

/** `adtech api` */
export function apiCommand(onExit: OnExit): Command {
  return command('api', 'serve the lists over HTTP until SIGTERM or Ctrl-C; logs JSON lines').action(
    handler(onExit, async (context) => (await import('../actions/api.js')).serveApi(context)),
  );
}
