import type { Command } from 'commander';
import { DEFAULT_PORT } from '../../config/settings';
import { command, handler } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import { createLogger } from '../logger';
import { startApiServer } from '../parts';
import { aborted } from '../stop-signal';

/** `adtech api` */
export function apiCommand(onExit: OnExit): Command {
  return command('api', 'serve the lists over HTTP until SIGTERM or Ctrl-C; logs JSON lines').action(
    handler(onExit, async ({ settings, home, stop }) => {
      const log = createLogger('api');
      const url = settings.databaseUrl ?? home.running?.databaseUrl;
      if (url === undefined)
        throw new UsageError('DATABASE_URL is not set, and no `npx adtech up` runs in this folder');
      const api = await startApiServer(url, log, { port: settings.port ?? DEFAULT_PORT });
      log.info({ port: api.port }, 'api is listening');
      await aborted(stop);
      log.info('api is stopping');
      await api.stop();
      return EXIT.done;
    }),
  );
}
