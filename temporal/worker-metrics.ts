import { Runtime } from '@temporalio/worker';
import type { StepMetrics } from '../activities/dependencies';
import { sumIgnored } from '../domain/ignored-counts';
import { EVENT_LOGS } from '../domain/logs';

const MEMORY_EVERY_MS = 10_000;

/**
 * Registers the project's metrics beside the SDK's. Every counter starts at 0, because `increase()` in Prometheus
 * ignores a counter's first value. The runtime must be installed before.
 */
export function createStepMetrics(): StepMetrics {
  const meter = Runtime.instance().metricMeter;
  const objects = meter.createCounter('adtech_counted_objects', undefined, 'Objects counted, by log.');
  const bytes = meter.createCounter(
    'adtech_counted_bytes',
    undefined,
    'Bytes of objects counted, as they lie in the lake, by log.',
  );
  const rows = meter.createCounter(
    'adtech_counted_rows',
    undefined,
    'Rows of objects counted, by log and outcome (accepted, rejected, ignored).',
  );
  const publications = meter.createCounter('adtech_publications', undefined, 'Dates published.');
  const runRows = meter.createCounter(
    'adtech_publication_rows',
    undefined,
    'Rows of publications: of the event logs, of all days (read, kept, rejected, ignored), and of the lists (published).',
  );
  const metrics: StepMetrics = {
    counted: ({ log, object, accepted, rejected, ignored = {} }) => {
      objects.add(1, { log });
      bytes.add(object.sizeBytes, { log });
      rows.add(accepted, { log, outcome: 'accepted' });
      rows.add(rejected, { log, outcome: 'rejected' });
      rows.add(sumIgnored(ignored), { log, outcome: 'ignored' });
    },
    published: (figures) => {
      publications.add(1);
      for (const [outcome, count] of Object.entries(figures)) runRows.add(count, { outcome });
    },
  };
  for (const log of EVENT_LOGS) {
    objects.add(0, { log });
    bytes.add(0, { log });
    for (const outcome of ['accepted', 'rejected', 'ignored']) rows.add(0, { log, outcome });
  }
  publications.add(0);
  for (const outcome of ['read', 'kept', 'rejected', 'ignored', 'published']) runRows.add(0, { outcome });
  return metrics;
}

/**
 * Records the memory of this process every 10 s, under the usual name of this metric. Returns the function that ends the
 * recording.
 */
export function reportMemory(): () => void {
  const gauge = Runtime.instance().metricMeter.createGauge(
    'process_resident_memory_bytes',
    'int',
    undefined,
    'Resident memory size in bytes.',
  );
  const report = () => {
    gauge.set(process.memoryUsage.rss());
  };
  report();
  const timer = setInterval(report, MEMORY_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
