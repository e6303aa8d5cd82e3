import type { LogName } from '../../domain/logs';
import { sampleLogs } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';

/** The options of most tests. */
export const DEMO: SampleOptions = { rowsPerLog: 100_000, days: 30, lastDay: '2024-11-29', seed: 1 };

/** A log, each byte as one character. */
export function textOf(options: SampleOptions, name: LogName): string {
  const { chunks } = sampleLogs(options).find((log) => log.name === name)!;
  return Buffer.concat([...chunks]).toString('latin1');
}

/** The cells of a log's rows. */
export function rowsOf(options: SampleOptions, name: LogName): string[][] {
  const lines = textOf(options, name).split('\n').slice(1, -1);
  return lines.map((line) => line.split(','));
}

/** How many items have each key, in the order of the keys' first items. */
export function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
