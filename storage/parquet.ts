import { buffer } from 'node:stream/consumers';
import type { Lake } from './lake';

/** A column of a Parquet file in memory: `name`, its type and one value a row. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE';
  readonly data: string[] | number[] | bigint[];
}

/** A Parquet file in the lake, as one step hands it to the next. */
export interface ParquetFile {
  readonly key: string;
  readonly etag: string;
  readonly rows: number;
}

/** Writes columns of equal length as one Parquet object (snappy). */
export async function writeParquet(
  lake: Lake,
  key: string,
  columns: readonly ParquetColumn[],
  options: { signal?: AbortSignal } = {},
): Promise<ParquetFile> {
  // ESM packages, loaded on first use: the project compiles to CommonJS.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ name, type, data }) => ({ name, type, data, nullable: false })),
  });
  const object = await lake.write(key, new Uint8Array(bytes), options);
  return { key, etag: object.etag, rows: columns[0]?.data.length ?? 0 };
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
  const bytes = await buffer(await lake.read(file.key, { ifMatch: file.etag, ...options }));
  const rows = await parquetReadObjects({ file: toArrayBuffer(bytes) });
  if (rows.length !== file.rows) {
    throw new Error(`${file.key}: has ${String(rows.length)} rows, expected ${String(file.rows)}`);
  }
  return rows as Row[];
}

/** Columns of a table given as rows; `columns` names them with their types. */
export function toColumns<Row extends Readonly<Record<string, string | number>>>(
  rows: readonly Row[],
  columns: readonly { readonly name: keyof Row & string; readonly type: ParquetColumn['type'] }[],
): ParquetColumn[] {
  return columns.map(({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) as string[] }));
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
