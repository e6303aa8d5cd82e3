import type { Command } from 'commander';
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
      installTemporalRuntime(log);
      const addresses = resolveAddresses(settings, home);
      const worker = await startWorker(settings, addresses, log);
      log.info(
        { lake: addresses.lakeUrl, temporal: addresses.temporal.connectionOptions.address },
        'worker is polling',
      );
      await Promise.race([worker.failed, aborted(stop)]);
      log.info('worker is stopping');
      await worker.stop();
      return EXIT.done;
    }),
  );
}
