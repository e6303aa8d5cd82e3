import type { AsyncBuffer, FileMetaData } from 'hyparquet';

/** Bytes at the end of a larger file in which its metadata are, as a rule. */
const FOOTER_BYTES = 64 * 1024;

/** A Parquet file in the lake, as one step hands it to the next. */
export interface ParquetFile {
  readonly key: string;
  readonly etag: string;
  readonly rows: number;
}

/**
 * The metadata of a file without what makes dates of days. The library converts days one value at a time, into an array of
 * objects: that takes longer than all else of the reading, and more memory than the column.
 */
export async function daysAsNumbers(file: AsyncBuffer): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: FOOTER_BYTES });
  for (const element of metadata.schema) if (element.converted_type === 'DATE') delete element.converted_type;
  return metadata;
}

/** @throws Error when a file has another number of rows than was said. */
export function assertRows({ key, rows }: ParquetFile, found: number): void {
  if (found !== rows) throw new Error(`${key}: has ${String(found)} rows, expected ${String(rows)}`);
}
