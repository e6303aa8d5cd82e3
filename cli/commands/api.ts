import type { Command } from 'commander';
import { DEFAULT_METRICS_PORT, DEFAULT_PORT } from '../../config/settings';
import { command, handler } from '../command';
import type { OnExit } from '../command';
import { EXIT } from '../exit-codes';
import { createLogger } from '../logger';
import { startApiServer } from '../api-part';
import { resolveDatabase, startDateOf } from '../services';
import { aborted } from '../stop-signal';

/** `adtech api` */
export function apiCommand(onExit: OnExit): Command {
  return command('api', 'serve the lists over HTTP until SIGTERM or Ctrl-C; logs JSON lines').action(
    handler(onExit, async ({ settings, home, stop }) => {
      const log = createLogger('api');
      const api = await startApiServer(
        settings,
        {
          ...resolveDatabase(settings, home),
          temporalUiUrl: settings.temporalUiUrl,
          startDate: startDateOf(settings, home),
          listen: { port: settings.port ?? DEFAULT_PORT },
          metricsPort: settings.metricsPort ?? DEFAULT_METRICS_PORT,
        },
        log,
      );
      log.info({ port: api.port, metrics_port: api.metricsPort }, 'api is listening');
      await aborted(stop);
      log.info('api is stopping');
      await api.stop();
      return EXIT.done;
    }),
  );
}
