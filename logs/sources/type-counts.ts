import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { toBytes } from './byte-text';
import type { IgnoredRow } from './row-types';
import { defaultTypes } from './source-types';
import type { SourceEntry } from './source-types';

/** What a row adds by each value of its type, as a byte string: one event, or nothing if the type is ignored. */
export function countsByValue(
  { types }: Pick<SourceEntry, 'types'>,
  log: EventLogName,
): ReadonlyMap<string, readonly number[] | IgnoredRow> {
  const counters: readonly string[] = LOG_COUNTERS[log];
  const counts = new Map<string, readonly number[] | IgnoredRow>();
  for (const [word, values] of Object.entries(types ?? defaultTypes(log))) {
    const ordinal = counters.indexOf(`${word}s`);
    const one = counters.map((_, other) => (other === ordinal ? 1 : 0));
    for (const value of values) counts.set(toBytes(value), ordinal < 0 ? { ignored: value } : one);
  }
  return counts;
}
