import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

const PINO_LEVEL = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Sends the log of Temporal's SDK to `log`. Once in a process, before its first connection. */
export function installTemporalRuntime(log: Logger): void {
  const logger = new DefaultLogger('INFO', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = (meta ?? {}) as { error?: unknown };
    log[PINO_LEVEL[level]](error === undefined ? rest : { ...rest, err: error }, message);
  });
  // Signals are the command line's: it stops its parts in order.
  Runtime.install({ logger, shutdownSignals: [] });
}
