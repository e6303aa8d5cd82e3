import type { Lake } from '../storage/lake';
import { sumIgnored } from '../domain/ignored-counts';
import type { LogName } from '../domain/logs';
import type { RunInput, RunSource, RunSources } from '../db/schema';
import { describeSource } from '../logs/describe-source';
import { readParquet, toColumns } from '../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../storage/parquet';
import type { ReadObject } from './reject-limit';

/** An object that the filter step has read. */
type FilteredObject = ReadObject & {
  readonly log: LogName;
  readonly firstDay?: string | null;
  readonly lastDay?: string | null;
  readonly zoneData?: string;
};

/** The list of the objects that the filter step has read. Texts are empty where there is none: the columns have no nulls. */
export function inputColumns(objects: readonly FilteredObject[]): ParquetColumn[] {
  const rows = objects.map(({ object, ...one }) => ({
    log: one.log,
    key: object.key,
    etag: object.etag,
    size_bytes: object.sizeBytes,
    records: one.records,
    rejected: one.rejected,
    ignored: sumIgnored(one.ignored ?? {}),
    first_day: one.firstDay ?? '',
    last_day: one.lastDay ?? '',
    rejects_key: one.rejectedRows?.key ?? '',
    source: object.source?.hash ?? '',
    zone_data: one.zoneData ?? '',
  }));
  return toColumns(rows, [
    { name: 'log', type: 'STRING' },
    { name: 'key', type: 'STRING' },
    { name: 'etag', type: 'STRING' },
    { name: 'size_bytes', type: 'DOUBLE' },
    { name: 'records', type: 'INTEGER' },
    { name: 'rejected', type: 'INTEGER' },
    { name: 'ignored', type: 'INTEGER' },
    { name: 'first_day', type: 'STRING' },
    { name: 'last_day', type: 'STRING' },
    { name: 'rejects_key', type: 'STRING' },
    { name: 'source', type: 'STRING' },
    { name: 'zone_data', type: 'STRING' },
  ]);
}

/** The list of the descriptions by which objects were read; two with one hash differ in their globs only. */
export function sourceColumns(objects: readonly Pick<FilteredObject, 'log' | 'object'>[]): ParquetColumn[] {
  const rows = new Map<string, SourceRow>();
  for (const { log, object } of objects) {
    if (object.source === undefined) continue;
    const { entry, hash } = object.source;
    const id = `${hash} ${entry.at}`;
    if (!rows.has(id)) rows.set(id, { source: hash, log, text: describeSource(object.source) });
  }
  return toColumns(
    [...rows.values()],
    [
      { name: 'source', type: 'STRING' },
      { name: 'log', type: 'STRING' },
      { name: 'text', type: 'STRING' },
    ],
  );
}

type SourceRow = Readonly<Record<'source' | 'log' | 'text', string>>;

type InputRow = Pick<RunInput, 'key' | 'etag' | 'size_bytes'> & {
  readonly log: LogName;
  readonly first_day: string;
  readonly last_day: string;
  /** Missing, like the next, where an earlier version filtered. */
  readonly source?: string;
  readonly zone_data?: string;
};

/** Reads the list of objects as the run history records it. */
export async function readRunInputs(
  lake: Lake,
  file: ParquetFile,
  options: { readonly signal: AbortSignal },
): Promise<RunInput[]> {
  return (await readParquet<InputRow>(lake, file, options)).map(describeInput);
}

/** Reads the list of descriptions as the run history records it. */
export async function readRunSources(
  lake: Lake,
  file: ParquetFile,
  options: { readonly signal: AbortSignal },
): Promise<RunSources> {
  const sources: Record<string, RunSource> = {};
  for (const { source, log, text } of await readParquet<SourceRow>(lake, file, options)) {
    const others = sources[source]?.text;
    sources[source] = { log, text: others === undefined ? text : `${others}\n${text}` };
  }
  return sources;
}

function describeInput({ log, key, etag, size_bytes, first_day, last_day, ...read }: InputRow): RunInput {
  const { source = '', zone_data = '' } = read;
  return {
    key,
    etag,
    size_bytes,
    ...(log !== 'advertiser_ids' && { first_day: first_day || null, last_day: last_day || null }),
    ...(source !== '' && { source }),
    ...(zone_data !== '' && { zone_data }),
  };
}
