import { entryRules } from './entry-rules';
import { parseJson } from './json-text';
import { readableEntry } from './readable-entry';
import type { ReadableEntry } from './readable-entry';
import { schemaFaults } from './schema-faults';
import { sourcesSchema } from './source-schema';
import type { WrittenEntry, WrittenField } from './source-schema';
import { isDayField, plainColumns, SOURCE_LOGS } from './source-types';
import type { EntryField, FieldName, LogSources, SourceEntry, SourceFault, SourceLog } from './source-types';
import { faultInTimeZone } from './time-zone';

/** Descriptions of logs, or all that is wrong with them. */
export type ParsedSources = { readonly sources: LogSources } | { readonly faults: readonly SourceFault[] };

/** Reads descriptions of logs (`sources.json`): all faults are told at once, unless the text is no JSON. */
export function parseSources(text: string): ParsedSources {
  const json = parseJson(text);
  if ('faults' in json) return json;
  const parsed = sourcesSchema.safeParse(json.value);
  const faults = [
    ...(parsed.success ? [] : schemaFaults(parsed.error.issues, json.value)),
    ...sourcesRules(json.value),
  ];
  if (!parsed.success || faults.length > 0) return { faults };
  const { timeZone = 'UTC', logs } = parsed.data;
  const entries = SOURCE_LOGS.flatMap((log) => {
    const written = logs[log];
    return written === undefined ? [] : [[log, written.map((entry, at) => entryOf(log, at, entry))]];
  });
  return { sources: { timeZone, logs: Object.fromEntries(entries) as LogSources['logs'] } };
}

/** What is wrong beyond the schema, in the parts that are of the right kind. */
function sourcesRules(value: unknown): SourceFault[] {
  const timeZone = member(value, 'timeZone');
  const zone = typeof timeZone === 'string' ? faultInTimeZone(timeZone) : undefined;
  const logs = member(value, 'logs');
  return [
    ...(zone === undefined ? [] : [{ path: '$.timeZone', ...zone }]),
    ...SOURCE_LOGS.flatMap((log) => {
      const written = member(logs, log);
      const entries = (Array.isArray(written) ? written : []).map((entry: unknown, index) =>
        readableEntry(log, placeOf(log, index), entry),
      );
      return [...entries.flatMap(entryRules), ...repeatedGlobs(entries)];
    }),
  ];
}

function repeatedGlobs(entries: readonly ReadableEntry[]): SourceFault[] {
  return entries.flatMap(({ at, objects }, index) => {
    const before = entries.slice(0, index).find((other) => other.objects === objects);
    if (objects === undefined || before === undefined) return [];
    const fault = `is the glob of ${before.at} as well`;
    return [{ path: `${at}.objects`, fault, remedy: 'an object has one entry: keep one of them' }];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function placeOf(log: SourceLog, index: number): string {
  return `$.logs.${log}[${index}]`;
}

/** An entry without faults, with all that it leaves out. */
function entryOf(
  log: SourceLog,
  index: number,
  { format, csv, columns, ...entry }: WrittenEntry,
): SourceEntry {
  const fields = Object.entries(columns ?? {}).flatMap(([name, field]) =>
    field === undefined ? [] : [[name, fieldOf(name as FieldName, field)]],
  );
  const { types } = entry;
  return {
    at: placeOf(log, index),
    objects: entry.objects ?? '',
    ...(format !== undefined && { format }),
    csv: { delimiter: csv?.delimiter ?? ',', ...(csv?.header !== undefined && { header: csv.header }) },
    columns:
      columns === undefined ? plainColumns(log) : (Object.fromEntries(fields) as SourceEntry['columns']),
    ...(types !== undefined && { types }),
  };
}

function fieldOf(name: FieldName, field: WrittenField): EntryField {
  const { column, value, path, format = 'date' } = typeof field === 'string' ? { column: field } : field;
  const day = isDayField(name) ? { format } : {};
  if (column !== undefined) return { column, ...day };
  return value === undefined ? { path: path ?? '', ...day } : { value: String(value), ...day };
}
