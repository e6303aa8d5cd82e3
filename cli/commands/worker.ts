import type { Command } from 'commander';
import { DEFAULT_WORKER_METRICS_PORT } from '../../config/settings';
import { command, handler } from '../command';
import type { OnExit } from '../command';
import { EXIT } from '../exit-codes';
import { createLogger } from '../logger';
import { installTemporalRuntime } from '../temporal-runtime';
import { startWorker } from '../worker-part';
import { resolveAddresses } from '../services';
import { aborted } from '../stop-signal';

/** `adtech worker` */
export function workerCommand(onExit: OnExit): Command {
  return command('worker', 'run the steps of runs until SIGTERM or Ctrl-C; logs JSON lines').action(
    handler(onExit, async ({ settings, home, stop }) => {
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
    }),
  );
}
