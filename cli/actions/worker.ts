import { DEFAULT_WORKER_METRICS_PORT } from '../../config/settings';
import { resolveAddresses } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { createLogger } from '../logger';
import { aborted } from '../stop-signal';
import { installTemporalRuntime } from '../temporal-runtime';
import { startWorker } from '../worker-part';

/** What `adtech worker` does. */
export async function runWorker({ settings, home, stop }: CommandContext): Promise<ExitCode> {
  const log = createLogger('worker');
  const port = settings.workerMetricsPort;
  const metricsPort = await installTemporalRuntime(log, { host: '0.0.0.0', port });
  if (port === undefined && metricsPort !== DEFAULT_WORKER_METRICS_PORT) {
    log.warn(
      `port ${String(DEFAULT_WORKER_METRICS_PORT)} is taken; metrics are on ${String(metricsPort)} (WORKER_METRICS_PORT sets one)`,
    );
  }
  const addresses = resolveAddresses(settings, home);
  const worker = await startWorker(settings, addresses, log);
  log.info(
    {
      lake: addresses.lakeUrl,
      temporal: addresses.temporal.connectionOptions.address,
      metrics_port: metricsPort,
    },
    'worker is polling',
  );
  await Promise.race([worker.failed, aborted(stop)]);
  log.info('worker is stopping');
  await worker.stop();
  return EXIT.done;
}
