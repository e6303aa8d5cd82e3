import { createHash } from 'node:crypto';
import { LOG_COUNTERS } from '../../domain/logs';
import { dependsOnZone } from './day-reader';
import { DAY_FIELDS, defaultTypes, typeWordsOf } from './source-types';
import type { EntryField, SourceEntry, SourceLog } from './source-types';

/** Part of every hash: another rule of reading descriptions makes other hashes. */
const VERSION = 1;
/** Hexadecimal digits of a hash: 128 bits. */
const HASH_DIGITS = 32;

/** How an entry is read besides what it says. */
export interface ReadBy {
  readonly log: SourceLog;
  readonly timeZone: string;
}

/**
 * A hash of all that decides which rows an object has: equal entries have equal hashes, however they are written. The glob
 * is no part of it, and neither is the time zone where no day depends on it. The version of the zone data is none either: it
 * may differ between machines, and the counts record it.
 */
export function hashOf(entry: SourceEntry, by: ReadBy): string {
  return createHash('sha256')
    .update(JSON.stringify(identityOf(entry, by)))
    .digest('hex')
    .slice(0, HASH_DIGITS);
}

function identityOf(entry: SourceEntry, { log, timeZone }: ReadBy): unknown {
  const types = entry.columns.type === undefined ? {} : (entry.types ?? defaultTypes(log));
  const zoned = hasZonedDay(entry);
  return [
    VERSION,
    log,
    countersOf(log),
    entry.format ?? null,
    entry.csv.delimiter,
    entry.csv.header ?? null,
    Object.entries(entry.columns)
      .map(([name, field]) => [name, sourceOf(field), field.format ?? null])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    typeWordsOf(log).map((word) => [...(types[word] ?? [])].sort()),
    ...(zoned ? [timeZone] : []),
  ];
}

function countersOf(log: SourceLog): readonly string[] {
  return log === 'ads_views' || log === 'product_views' ? LOG_COUNTERS[log] : [];
}

/** Tells whether days of an entry depend on the time zone. */
export function hasZonedDay(entry: SourceEntry): boolean {
  return DAY_FIELDS.some((name) => dependsOnZone(entry.columns[name]?.format ?? 'date'));
}

function sourceOf(field: EntryField): readonly [kind: string, text: string] {
  if ('column' in field) return ['column', field.column];
  return 'value' in field ? ['value', field.value] : ['path', field.path];
}

/** An entry in one line for people, e.g. `input/report-*.csv: csv; date from day (DD/MM/YYYY), clicks from clicks`. */
export function describeEntry(entry: SourceEntry): string {
  const { format, csv } = entry;
  const how = [
    format ?? 'format by name',
    ...(csv.delimiter === ',' ? [] : [`delimiter ${JSON.stringify(csv.delimiter)}`]),
    ...(csv.header === undefined ? [] : ['no header']),
  ].join(', ');
  const fields = Object.entries(entry.columns).map(([name, field]) => describeField(name, field));
  const types = Object.entries(entry.types ?? {}).map(
    ([word, values]) => `${word} is ${values.join(' or ')}`,
  );
  return `${entry.objects}: ${[how, fields.join(', '), ...(types.length === 0 ? [] : [types.join(', ')])].join('; ')}`;
}

function describeField(name: string, field: EntryField): string {
  const format = field.format === undefined || field.format === 'date' ? '' : ` (${field.format})`;
  if ('value' in field) return `${name} is ${JSON.stringify(field.value)}`;
  return `${name} from ${'column' in field ? field.column : `partition ${field.path}`}${format}`;
}
