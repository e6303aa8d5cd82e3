import * as zlib from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { EventLogName } from '../../domain/logs';
import { createEntryFinder } from '../../logs/sources/find-entry';
import { SOURCES_KEY } from '../../storage/lake-keys';
import { parseSources } from '../../logs/sources/parse-sources';
import { createRowReader } from '../../logs/sources/row-reader';
import { plainEntry } from '../../logs/sources/source-types';
import type { LogSources } from '../../logs/sources/source-types';
import type { Lake } from '../../storage/lake';

/** The description of a lake's logs, or one of none. */
export async function sourcesIn(lake: Lake): Promise<LogSources> {
  if ((await lake.head(SOURCES_KEY)) === undefined) return { timeZone: 'UTC', logs: {} };
  const parsed = parseSources((await bytesAt(lake, SOURCES_KEY)).toString());
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.sources;
}

/** The keys of the objects of an event log. */
export async function keysIn(lake: Lake, log: EventLogName): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of lake.list(`input/${log}`)) keys.push(key);
  return keys;
}

/** The events of a log in the order of its objects: each as its advertiser, product, day and counts. */
export async function eventsIn(lake: Lake, log: EventLogName): Promise<string[]> {
  const sources = await sourcesIn(lake);
  const findEntry = createEntryFinder(sources);
  const events: string[] = [];
  for (const key of await keysIn(lake, log)) {
    const found = findEntry(log, key) ?? { entry: plainEntry(log) };
    if ('fault' in found) throw new Error(JSON.stringify(found.fault));
    const { columns, read } = createRowReader(found.entry, { log, key, timeZone: sources.timeZone });
    for (const record of await recordsOf(key, await bytesAt(lake, key))) {
      const row = read(columns.map(({ name }) => record[name] ?? ''));
      if (typeof row === 'string' || 'ignored' in row) throw new Error(`${key}: ${JSON.stringify(row)}`);
      events.push([row.advertiserId, row.productId, row.day, ...row.counts].join());
    }
  }
  return events;
}

/** The bytes of an object. */
export async function bytesAt(lake: Lake, key: string): Promise<Buffer> {
  return Buffer.concat((await (await lake.read(key)).toArray()) as Buffer[]);
}

type TextRecord = Readonly<Record<string, string>>;

function unpack(key: string, bytes: Buffer): Buffer {
  if (key.endsWith('.gz')) return zlib.gunzipSync(bytes);
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Buffer) => Buffer };
  return key.endsWith('.zst') ? zstdDecompressSync!(bytes) : bytes;
}

/** The records of an object by means of other readers than the product's: the text of each column by its name. */
export async function recordsOf(key: string, bytes: Buffer): Promise<TextRecord[]> {
  if (key.endsWith('.parquet')) return parquetRecords(bytes);
  const text = unpack(key, bytes).toString();
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error(`${key}: the last line has no end`);
  if (key.includes('.jsonl')) {
    return lines.map((line) => {
      const record = JSON.parse(line) as Record<string, string | number>;
      return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
    });
  }
  const [header = [], ...rows] = lines.map((line) => line.split(','));
  return rows.map((cells) => {
    if (cells.length !== header.length) throw new Error(`${key}: ${cells.join()}`);
    return Object.fromEntries(header.map((name, i) => [name, cells[i]!]));
  });
}

async function parquetRecords(bytes: Buffer): Promise<TextRecord[]> {
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row as Record<string, string | bigint | Date>).map(([name, value]) => {
        if (!(value instanceof Date)) return [name, String(value)];
        return [name, name === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()];
      }),
    ),
  );
}
