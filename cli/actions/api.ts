import { DEFAULT_METRICS_PORT, DEFAULT_PORT } from '../../config/settings';
import { periodOf, resolveDatabase } from '../addresses';
import { startApiServer } from '../api-part';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { createLogger } from '../logger';
import { aborted } from '../stop-signal';

/** What `adtech api` does. */
export async function serveApi({ settings, home, stop }: CommandContext): Promise<ExitCode> {
  const log = createLogger('api');
  const api = await startApiServer(
    settings,
    {
      ...resolveDatabase(settings, home),
      temporalUiUrl: settings.temporalUiUrl,
      ...periodOf(settings, home),
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
}
