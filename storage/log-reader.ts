import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import Papa from 'papaparse';
import { LOG_COLUMNS } from '../domain/logs';
import type { LogName } from '../domain/logs';
import type { ByteFields } from '../domain/record-validation';
import { BrokenCsvError, csvSegments } from './csv-segments';
import type { RecordsSegment, TooLongRecord } from './csv-segments';
import type { Lake, LakeObject } from './lake';
import { isGzip } from './lake-keys';

/** What can be said of one physical record before its values are looked at. */
export type LogRecord =
  | { readonly line: number; readonly fields: ByteFields }
  | { readonly line: number; readonly malformed: 'wrong_field_count' | 'line_too_long' };

/** A log object that cannot be read as what it is; trying again will not help before somebody mends it. */
export class BadLogError extends Error {
  override readonly name = 'BadLogError';
  constructor(
    readonly key: string,
    fault: string,
  ) {
    super(`${key}: ${fault}`);
  }
}

/**
 * Reads one object of a log in batches of records, each with the log's columns in the log's order, found by header
 * name. Holds a chunk and a record in memory, whatever the object's size.
 *
 * @throws BadLogError when the header, the quoting, the encoding or the compression is broken.
 * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
 */
export async function* readLog(
  lake: Lake,
  log: LogName,
  object: LakeObject,
  options: { signal?: AbortSignal; onBytes?: (count: number) => void } = {},
): AsyncGenerator<LogRecord[]> {
  if (object.sizeBytes === 0) {
    throw new BadLogError(
      object.key,
      `0 bytes, as an upload in progress leaves it; upload it whole (a log without rows still has its header ${headerOf(log)})`,
    );
  }
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const source = await lake.read(object.key, { ifMatch: object.etag, ...signal });
  const chunks = counted(source, options.onBytes ?? (() => undefined));
  try {
    yield* parse(log, object, isGzip(object.key) ? gunzip(chunks, object) : chunks);
  } catch (error) {
    if (!(error instanceof BrokenCsvError)) throw error;
    throw new BadLogError(
      object.key,
      `${error.message}; close it at the end of its field, and write a quote inside the field as two`,
    );
  } finally {
    source.destroy();
  }
}

async function* counted(source: Readable, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    onBytes(chunk.byteLength);
    yield chunk;
  }
}

async function* parse(
  log: LogName,
  object: LakeObject,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<LogRecord[]> {
  let columns: ColumnMap | undefined;
  for await (const segment of csvSegments(withoutMark(object.key, chunks))) {
    const rows = parseSegment(object.key, segment);
    if (columns === undefined) {
      const header = rows.shift();
      if (header === undefined || !('cells' in header)) {
        throw new BadLogError(object.key, `its header is over 64 KiB long; expected ${headerOf(log)}`);
      }
      columns = mapColumns(log, object.key, header.cells);
    }
    const { width, positions } = columns;
    yield rows.map((row): LogRecord => {
      if (!('cells' in row)) return { line: row.line, malformed: 'line_too_long' };
      if (row.cells.length !== width) return { line: row.line, malformed: 'wrong_field_count' };
      return { line: row.line, fields: positions.map((position) => row.cells[position] ?? '') };
    });
  }
  if (columns === undefined) throw new BadLogError(object.key, `has no header; expected ${headerOf(log)}`);
}

type Row = { readonly line: number; readonly cells: string[] } | { readonly line: number };

function parseSegment(key: string, segment: RecordsSegment | TooLongRecord): Row[] {
  if (segment.kind === 'too_long') return [{ line: segment.line }];
  // Latin-1 keeps every byte as a character of its own, so that invalid UTF-8 reaches validation as it is.
  const text = segment.bytes.toString('latin1');
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: segment.lineEnd, header: false });
  if (data.length !== segment.lines.length) {
    const [first = 0] = segment.lines;
    throw new BadLogError(
      key,
      `from line ${String(first)} on, ${String(segment.lines.length)} records were counted but ${String(data.length)} parsed; please report this file`,
    );
  }
  return data.map((cells, i) => ({ line: segment.lines[i] ?? 0, cells }));
}

interface ColumnMap {
  /** Fields that each record must have. */
  readonly width: number;
  /** Where each column of the log stands. */
  readonly positions: readonly number[];
}

function mapColumns(log: LogName, key: string, header: readonly string[]): ColumnMap {
  const expected: readonly string[] = LOG_COLUMNS[log];
  const faults: string[] = [];
  for (const column of expected) {
    const count = header.filter((name) => name === column).length;
    if (count === 0) faults.push(`column \`${column}\` is missing`);
    if (count > 1) faults.push(`column \`${column}\` is there ${String(count)} times`);
  }
  if (faults.length > 0) {
    const found = header
      .map((name) => JSON.stringify(name.slice(0, 40)))
      .join(', ')
      .slice(0, 200);
    throw new BadLogError(
      key,
      `${faults.join(', ')}; expected ${headerOf(log)} in any order, found ${found}${hintOn(header)}`,
    );
  }
  return { width: header.length, positions: expected.map((column) => header.indexOf(column)) };
}

function hintOn(header: readonly string[]): string {
  const first = header[0] ?? '';
  if (header.length === 1 && first.includes(';')) return '; is `;` its delimiter? Use commas';
  if (header.length === 1 && first.includes('\t')) return '; is a tab its delimiter? Use commas';
  if (first.includes('\0')) return '; is it UTF-16? Save it as UTF-8';
  return '';
}

function headerOf(log: LogName): string {
  return `\`${LOG_COLUMNS[log].join(',')}\``;
}

/** Drops a UTF-8 byte order mark; refuses UTF-16 by its own, and what is compressed under another name. */
async function* withoutMark(key: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < 3) continue;
    yield afterMark(key, start);
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield afterMark(key, start);
}

function afterMark(key: string, start: Buffer): Buffer {
  const mark = start.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') throw new BadLogError(key, 'is UTF-16; save it as UTF-8');
  if (mark === '1f8b')
    throw new BadLogError(key, 'is gzip-compressed; compress it once, and name it .csv.gz');
  return start.subarray(0, 3).toString('hex') === 'efbbbf' ? start.subarray(3) : start;
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, object: LakeObject): AsyncGenerator<Uint8Array> {
  const unpacked: Gunzip = createGunzip();
  // The error reaches this generator through `unpacked`, which the pipeline destroys with it.
  pipeline(chunks, unpacked, () => undefined);
  try {
    yield* unpacked as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isNativeError(error) && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new BadLogError(
        object.key,
        `its gzip data is broken or cut short (${error.message}); upload it again`,
      );
    }
    throw error;
  }
  if (unpacked.bytesWritten !== object.sizeBytes) {
    const rest = object.sizeBytes - unpacked.bytesWritten;
    throw new BadLogError(object.key, `${String(rest)} bytes follow its gzip data; upload it again`);
  }
}
