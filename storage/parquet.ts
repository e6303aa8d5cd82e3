import { arrayBuffer } from 'node:stream/consumers';
import type { Lake } from './lake';
import { loadFlatEncoder } from './flat-table';
import type { FlatColumn, FlatTexts } from './flat-table';
import { readTextPortions } from './parquet-texts';
import type { TextPortion } from './parquet-texts';

/** Rows in a row group, and in its one page: integers are read and written in long runs. */
const ROW_GROUP_ROWS = 1_000_000;
/** The same for tables with texts: they are read in portions, so that texts that nobody keeps are forgotten early. */
const TEXT_ROW_GROUP_ROWS = 20_000;

/** A column of a table in memory; all columns of a table are of one length. */
export type ParquetColumn = { readonly name: string } & (
  | { readonly type: 'STRING'; readonly data: readonly string[] }
  /** Texts that are bytes already, each of them for one row or, from the row in `firstRows` on, for several; beside numbers that are not packed. */
  | { readonly type: 'STRING'; readonly texts: FlatTexts; readonly firstRows?: Int32Array }
  | {
      /** `DATE`: days since 1970-01-01. */
      readonly type: 'INT32' | 'DATE';
      readonly data: Int32Array | readonly number[];
      /** Laid out by the differences of its values, which is smaller, and slower to write and to read: for files that are kept. */
      readonly packed?: boolean;
    }
  | { readonly type: 'DOUBLE'; readonly data: Float64Array | readonly number[] }
);

/** A Parquet file in the lake, as one step hands it to the next. */
export interface ParquetFile {
  readonly key: string;
  readonly etag: string;
  readonly rows: number;
}

const ELEMENTS = {
  // Some readers look at the older of the two only.
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  INT32: { type: 'INT32' },
  DATE: { type: 'INT32', logical_type: { type: 'DATE' } },
  DOUBLE: { type: 'DOUBLE' },
} as const;

/** Lays columns of equal length out as one Parquet file. */
export type ParquetEncoder = (columns: readonly ParquetColumn[]) => Uint8Array;

/** The encoder, which works at once when it is there. */
export async function loadParquetEncoder(): Promise<ParquetEncoder> {
  // An ESM package, loaded on first use: the project compiles to CommonJS.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const encodeFlat = await loadFlatEncoder();
  return (columns) => {
    const flat = columns.flatMap((column) => flatten(column) ?? []);
    if (flat.length < columns.length) return new Uint8Array(parquetWriteBuffer(layOut(columns)));
    return encodeFlat({ columns: flat, rows: rowsOf(columns), rowGroupRows: rowGroupRows(columns) });
  };
}

/** A column that is written as it lies in memory; undefined for others. */
function flatten(column: ParquetColumn): FlatColumn | undefined {
  const common = { name: column.name, element: ELEMENTS[column.type] };
  if ('texts' in column) {
    const { texts, firstRows } = column;
    return firstRows === undefined
      ? { ...common, kind: 'texts', texts }
      : { ...common, kind: 'runs', texts, firstRows };
  }
  if (column.type === 'STRING' || ('packed' in column && column.packed)) return undefined;
  return { ...common, kind: 'numbers', data: numberArray(column) };
}

function rowsOf(columns: readonly ParquetColumn[]): number {
  const [first = 0] = columns.flatMap((column) => {
    if (!('texts' in column)) return column.data.length;
    return column.firstRows === undefined ? column.texts.ends.length : [];
  });
  return first;
}

function rowGroupRows(columns: readonly ParquetColumn[]): number {
  return columns.some(({ type }) => type === 'STRING') ? TEXT_ROW_GROUP_ROWS : ROW_GROUP_ROWS;
}

function layOut(columns: readonly ParquetColumn[]) {
  return {
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({
        name,
        repetition_type: 'REQUIRED' as const,
        ...ELEMENTS[type],
      })),
    ],
    columnData: columns.map((column) => {
      const encoding = encodingOf(column);
      return { name: column.name, data: dataOf(column), ...(encoding === undefined ? {} : { encoding }) };
    }),
    statistics: false,
    // What the encodings leave is not worth the time that snappy takes.
    codec: 'UNCOMPRESSED' as const,
    pageSize: 0,
    rowGroupSize: rowGroupRows(columns),
  };
}

/** Strings have a dictionary where that is smaller; of numbers hardly any comes twice, or they are packed. */
function encodingOf(column: ParquetColumn): 'PLAIN' | 'DELTA_BINARY_PACKED' | undefined {
  if (column.type === 'STRING') return undefined;
  return 'packed' in column && column.packed ? 'DELTA_BINARY_PACKED' : 'PLAIN';
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
  const rows = await parquetReadObjects({ file: await fetchFile(lake, file, options), parsers: PARSERS });
  if (rows.length !== file.rows) throw wrongLength(file, rows.length);
  return rows as Row[];
}

/** What each type of column is read as. */
interface ReadColumns {
  STRING: string[];
  INT32: Int32Array;
  DATE: Int32Array;
  DOUBLE: Float64Array;
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
  await parquetRead({
    file: await fetchFile(lake, file, options),
    columns: Object.keys(columns),
    parsers: PARSERS,
    onChunk: ({ columnName, columnData }) => read.get(columnName)?.add(columnData),
  });
  const whole = [...read].map(([name, { column, length }]) => {
    if (length !== file.rows) throw wrongLength(file, length);
    return [name, column] as const;
  });
  return Object.fromEntries(whole) as { [Name in keyof Columns]: ReadColumns[Columns[Name]] };
}

/**
 * Columns of texts, as UTF-8, of a Parquet object, one portion of its rows after the other, without an object for each text.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
export async function readParquetTexts<Name extends string>(
  lake: Lake,
  file: ParquetFile,
  columns: readonly Name[],
): Promise<TextPortion<Name>[]> {
  const portions = await readTextPortions(await fetchFile(lake, file, {}), columns);
  const rows = portions.reduce((sum, portion) => sum + portion.rows, 0);
  if (rows !== file.rows) throw wrongLength(file, rows);
  return portions;
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

/** Days stay numbers. */
const PARSERS = { dateFromDays: (days: number) => days as unknown as Date };

function dataOf(column: ParquetColumn) {
  if ('texts' in column)
    throw new Error(`${column.name}: texts in bytes stand beside packed or other columns`);
  return column.type === 'STRING' ? bytesOf(column.data) : numberArray(column);
}

function numberArray({ type, data }: Exclude<ParquetColumn, { readonly type: 'STRING' }>) {
  if (type === 'DOUBLE') return data instanceof Float64Array ? data : Float64Array.from(data);
  return data instanceof Int32Array ? data : Int32Array.from(data);
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

/** Puts a column together from what is read of it one after the other; nothing of that is kept beside the column. */
class ColumnReader {
  readonly #rows: number;
  #column: ReadColumns[keyof ReadColumns];
  #length = 0;

  /** @param rows how many there should be; what is more is not kept. */
  constructor(type: keyof ReadColumns, rows: number) {
    this.#rows = rows;
    this.#column = type === 'STRING' ? [] : type === 'DOUBLE' ? new Float64Array() : new Int32Array();
  }

  get column(): ReadColumns[keyof ReadColumns] {
    return this.#column;
  }

  /** Rows read. */
  get length(): number {
    return this.#length;
  }

  add(values: ArrayLike<unknown>): void {
    const start = this.#length;
    this.#length += values.length;
    if (Array.isArray(this.#column)) {
      this.#column = start === 0 ? (values as string[]) : this.#column.concat(values as string[]);
      return;
    }
    const NumberArray = this.#column instanceof Float64Array ? Float64Array : Int32Array;
    if (start === 0) {
      const isWhole = values.length === this.#rows && values instanceof NumberArray;
      this.#column = isWhole ? values : new NumberArray(this.#rows);
      if (isWhole) return;
    }
    if (this.#length <= this.#rows) this.#column.set(values as ArrayLike<number>, start);
  }
}

function wrongLength(file: ParquetFile, rows: number): Error {
  return new Error(`${file.key}: has ${String(rows)} rows, expected ${String(file.rows)}`);
}
