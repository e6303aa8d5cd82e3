import { arrayBuffer } from 'node:stream/consumers';
import { NO_STRINGS, stringCount } from '../domain/string-column';
import type { StringColumn } from '../domain/string-column';
import type { Lake } from './lake';
import { loadFlatEncoder, loadFlatFiles } from './flat-table';
import type { FlatColumn, FlatFile } from './flat-table';
import { ColumnReader, safeNumber } from './column-reader';
import type { ReadColumns } from './column-reader';
import { assertRows, daysAsNumbers } from './parquet-file';
import type { ParquetFile } from './parquet-file';
import { readStringColumns } from './parquet-strings';
import type { ReadStrings } from './parquet-strings';

export type { ParquetFile } from './parquet-file';

/** Rows in a row group, and in its one page: integers are read and written in long runs. */
const ROW_GROUP_ROWS = 1_000_000;
/** The same for packed columns, which are read a row group at a time. */
export const PACKED_ROW_GROUP_ROWS = 1 << 17;
/** The same for tables with strings: they are read in portions, so that unused strings are freed early. */
const TEXT_ROW_GROUP_ROWS = 20_000;

/** A column of a table in memory; all columns of a table are of one length. */
export type ParquetColumn = { readonly name: string } & (
  | { readonly type: 'STRING'; readonly data: readonly string[] }
  /**
   * One string for each row; with `firstRows` run-end encoded: string `i` fills the rows from `firstRows[i]` on. Only in
   * tables without `data` of strings.
   */
  | { readonly type: 'STRING'; readonly strings: StringColumn; readonly firstRows?: Int32Array }
  | {
      /**
       * `DATE`: days since 1970-01-01. `INTEGER`: whole numbers up to 2^53 - 1, as INT32 where all of them fit, or else as INT64.
       */
      readonly type: 'INT32' | 'DATE' | 'INTEGER';
      readonly data: Int32Array | Float64Array | readonly number[];
      /** Laid out by the differences of its values, which is smaller, and slower to write and to read: for files that are kept. */
      readonly packed?: boolean;
      /** Whether an `INTEGER` is an INT64 whatever its values: for row groups of a file in which others need that. */
      readonly wide?: boolean;
    }
  | { readonly type: 'DOUBLE'; readonly data: Float64Array | readonly number[] }
);

const ELEMENTS = {
  // Some readers look at the older of the two annotations only.
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  INT32: { type: 'INT32' },
  INT64: { type: 'INT64' },
  DATE: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  DOUBLE: { type: 'DOUBLE' },
} as const;

function elementOf({ type }: ParquetColumn, data: unknown): (typeof ELEMENTS)[keyof typeof ELEMENTS] {
  if (type !== 'INTEGER') return ELEMENTS[type];
  return data instanceof BigInt64Array ? ELEMENTS.INT64 : ELEMENTS.INT32;
}

/** Lays columns of equal length out as one Parquet file. */
export type ParquetEncoder = (columns: readonly ParquetColumn[]) => Uint8Array;

/** The encoder, which works at once when it is there. */
export async function loadParquetEncoder(): Promise<ParquetEncoder> {
  // An ESM package, loaded on first use: the project compiles to CommonJS.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const encodeFlat = await loadFlatEncoder();
  return (columns) => {
    const rows = rowsOf(columns);
    const flat = columns.flatMap((column) => flatten(column, rows) ?? []);
    if (flat.length < columns.length) return new Uint8Array(parquetWriteBuffer(layOut(columns)));
    return encodeFlat({ columns: flat, rows, rowGroupRows: rowGroupRows(columns) });
  };
}

/** A column that is written as it lies in memory, as any without rows is; undefined for others. */
function flatten(column: ParquetColumn, rows: number): FlatColumn | undefined {
  const { name } = column;
  if (column.type === 'STRING') {
    const common = { name, element: ELEMENTS.STRING };
    if (!('strings' in column))
      return rows === 0 ? { ...common, kind: 'strings', strings: NO_STRINGS } : undefined;
    const { strings, firstRows } = column;
    return firstRows === undefined
      ? { ...common, kind: 'strings', strings }
      : { ...common, kind: 'runs', strings, firstRows };
  }
  const data = numberArray(column);
  const common = { name, element: elementOf(column, data) };
  if (data instanceof Float64Array || !('packed' in column && column.packed))
    return { ...common, kind: 'numbers', data };
  return { ...common, kind: 'packed', data };
}

function rowsOf(columns: readonly ParquetColumn[]): number {
  const [first = 0] = columns.flatMap((column) => {
    if (!('strings' in column)) return column.data.length;
    return column.firstRows === undefined ? stringCount(column.strings) : [];
  });
  return first;
}

function rowGroupRows(columns: readonly ParquetColumn[]): number {
  if (columns.some(({ type }) => type === 'STRING')) return TEXT_ROW_GROUP_ROWS;
  const arePacked = columns.some((column) => 'packed' in column && column.packed);
  return arePacked ? PACKED_ROW_GROUP_ROWS : ROW_GROUP_ROWS;
}

function layOut(columns: readonly ParquetColumn[]) {
  const laidOut = columns.map((column) => {
    const data = dataOf(column);
    const element = column.type === 'STRING' ? ELEMENTS.STRING : elementOf(column, data);
    // Strings have a dictionary where that is smaller; of numbers hardly any comes twice.
    const encoding = column.type === 'STRING' ? {} : { encoding: 'PLAIN' as const };
    return { name: column.name, element, data, encoding };
  });
  return {
    schema: [
      { name: 'root', num_children: columns.length },
      ...laidOut.map(({ name, element }) => ({ ...element, name, repetition_type: 'REQUIRED' as const })),
    ],
    columnData: laidOut.map(({ name, data, encoding }) => ({ name, data, ...encoding })),
    statistics: false,
    // What the encodings leave is not worth the time that snappy takes.
    codec: 'UNCOMPRESSED' as const,
    pageSize: 0,
    rowGroupSize: rowGroupRows(columns),
  };
}

/** Lays the row groups of a table of numbers out as one Parquet file; yields the bytes of each, then the rest of the file. */
export async function* encodeParquetGroups(
  groups: AsyncIterable<readonly ParquetColumn[]>,
): AsyncGenerator<Uint8Array> {
  const openFile = await loadFlatFiles();
  let file: FlatFile | undefined;
  for await (const columns of groups) {
    const rows = rowsOf(columns);
    const flat = columns.flatMap((column) => flatten(column, rows) ?? []);
    file ??= openFile(flat, 0);
    file.add(flat, 0, rows);
    yield file.take();
  }
  if (file !== undefined) yield file.finish();
}

/** Writes columns of equal length as one Parquet object. */
export async function writeParquet(
  lake: Lake,
  key: string,
  columns: readonly ParquetColumn[],
  options: { signal?: AbortSignal } = {},
): Promise<ParquetFile> {
  const encode = await loadParquetEncoder();
  const object = await lake.write(key, encode(columns), options);
  return { key, etag: object.etag, rows: rowsOf(columns) };
}

/**
 * Reads all rows of a Parquet object as objects by column name.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
export async function readParquet<Row extends object>(
  lake: Lake,
  file: ParquetFile,
  options: { signal?: AbortSignal } = {},
): Promise<Row[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const fetched = await fetchFile(lake, file, options);
  const rows = await parquetReadObjects({ file: fetched, metadata: await daysAsNumbers(fetched) });
  assertRows(file, rows.length);
  for (const row of rows) {
    for (const [name, value] of Object.entries(row))
      if (typeof value === 'bigint') row[name] = safeNumber(value);
  }
  return rows as Row[];
}

/**
 * The columns of a Parquet object that are asked for, by name.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
export async function readParquetColumns<Columns extends Readonly<Record<string, keyof ReadColumns>>>(
  lake: Lake,
  file: ParquetFile,
  columns: Columns,
  options: { signal?: AbortSignal } = {},
): Promise<{ [Name in keyof Columns]: ReadColumns[Columns[Name]] }> {
  const { parquetRead } = await import('hyparquet');
  const read = new Map(
    Object.entries(columns).map(([name, type]) => [name, new ColumnReader(type, file.rows)]),
  );
  const fetched = await fetchFile(lake, file, options);
  await parquetRead({
    file: fetched,
    metadata: await daysAsNumbers(fetched),
    columns: Object.keys(columns),
    onChunk: ({ columnName, columnData }) => read.get(columnName)?.add(columnData),
  });
  const whole = [...read].map(([name, { column, length }]) => {
    assertRows(file, length);
    return [name, column] as const;
  });
  return Object.fromEntries(whole) as { [Name in keyof Columns]: ReadColumns[Columns[Name]] };
}

/**
 * Reads columns of strings of a Parquet object as UTF-8, by name.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
export async function readParquetStrings<Columns extends Readonly<Record<string, keyof ReadStrings>>>(
  lake: Lake,
  file: ParquetFile,
  columns: Columns,
): Promise<{ [Name in keyof Columns]: ReadStrings[Columns[Name]] }> {
  const { rows, read } = await readStringColumns(await fetchFile(lake, file, {}), columns);
  assertRows(file, rows);
  return Object.fromEntries(read) as { [Name in keyof Columns]: ReadStrings[Columns[Name]] };
}

/** Columns of a table given as rows; `columns` names them with their types. */
export function toColumns<Row extends Readonly<Record<string, string | number>>>(
  rows: readonly Row[],
  columns: readonly { readonly name: keyof Row & string; readonly type: ParquetColumn['type'] }[],
): ParquetColumn[] {
  return columns.map(
    ({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) }) as ParquetColumn,
  );
}

function dataOf(column: ParquetColumn) {
  if ('strings' in column)
    throw new Error(`${column.name}: a string column is in a table with strings in an array`);
  return column.type === 'STRING' ? bytesOf(column.data) : numberArray(column);
}

type NumberColumnOf = Exclude<ParquetColumn, { readonly type: 'STRING' }>;

/** @throws RangeError when a number is none that the type of its column can hold. */
function numberArray(column: NumberColumnOf): Int32Array | BigInt64Array | Float64Array {
  const { name, type, data } = column;
  if (type === 'DOUBLE') return data instanceof Float64Array ? data : Float64Array.from(data);
  const isWide = 'wide' in column && column.wide;
  if (isWide) return BigInt64Array.from(data as readonly number[], BigInt);
  if (data instanceof Int32Array) return data;
  const isHeld = type === 'INTEGER' ? Number.isSafeInteger : isInt32;
  const wrong = data.find((value: number) => !isHeld(value));
  if (wrong !== undefined) throw new RangeError(`${name}: ${String(wrong)} is no ${type}`);
  return data.every(isInt32) ? Int32Array.from(data) : BigInt64Array.from(data as readonly number[], BigInt);
}

function isInt32(value: number): boolean {
  return value === (value | 0);
}

/** Neighbours that are equal become one and the same bytes. */
function bytesOf(values: readonly string[]): Uint8Array[] {
  let previous: string | undefined;
  let bytes: Uint8Array = new Uint8Array();
  return values.map((value) => {
    if (value !== previous) bytes = Buffer.from(value);
    previous = value;
    return bytes;
  });
}

async function fetchFile(
  lake: Lake,
  file: ParquetFile,
  options: { signal?: AbortSignal },
): Promise<ArrayBuffer> {
  return arrayBuffer(await lake.read(file.key, { ifMatch: file.etag, ...options }));
}
