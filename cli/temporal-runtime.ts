import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';
import { DEFAULT_WORKER_METRICS_PORT } from '../config/settings';
import { freePort } from '../local/ports';
import { messageOf } from './message-of';

const PINO_LEVEL = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
/** Attempts to find a free port if none is set: another process may take a port that was free a moment before. */
const PORT_ATTEMPTS = 5;
/** Upper bounds of histogram buckets in seconds. The SDK's buckets end at 10 s, and a step may take an hour. */
const STEP_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];
const STEP_LATENCIES = [
  'activity_schedule_to_start_latency',
  'workflow_task_schedule_to_start_latency',
  'activity_execution_latency',
  'activity_succeed_endtoend_latency',
  'workflow_endtoend_latency',
];

/** Where the metrics of this process's workers are served. */
interface MetricsPlace {
  readonly host: '0.0.0.0' | '127.0.0.1';
  /** 0 is any free port; undefined is the default port, or any other if it is taken. */
  readonly port: number | undefined;
}

/**
 * Sends the log of Temporal's SDK to `log`, and serves its metrics. It must run once in a process, before the first
 * connection. Returns the port of the metrics. @throws Error when the requested port is taken.
 */
export async function installTemporalRuntime(log: Logger, { host, port }: MetricsPlace): Promise<number> {
  const logger = new DefaultLogger('INFO', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = (meta ?? {}) as { error?: unknown };
    log[PINO_LEVEL[level]](error === undefined ? rest : { ...rest, err: error }, message);
  });
  const install = (bound: number) => {
    Runtime.install({
      logger,
      // The command line handles signals: it stops its parts in order.
      shutdownSignals: [],
      telemetryOptions: {
        // The native part of the SDK writes its own lines: as JSON they contain no escape sequence.
        logging: { console: { format: 'json' } },
        metrics: {
          attachServiceName: false,
          prometheus: {
            bindAddress: `${host}:${String(bound)}`,
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
            histogramBucketOverrides: Object.fromEntries(STEP_LATENCIES.map((name) => [name, STEP_BUCKETS])),
          },
        },
      },
    });
    return bound;
  };
  if (port !== undefined && port !== 0) {
    try {
      return install(port);
    } catch (error) {
      throw new Error(
        `the worker's metrics cannot be served on port ${String(port)} (${messageOf(error)}); set WORKER_METRICS_PORT to a free one, or to 0 for any`,
        { cause: error },
      );
    }
  }
  for (let attempt = 1; ; attempt++) {
    const candidate = attempt === 1 && port === undefined ? DEFAULT_WORKER_METRICS_PORT : await freePort();
    try {
      return install(candidate);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}
