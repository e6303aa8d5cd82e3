import type { CompressionCodec } from 'hyparquet';
import type { ByteRange, Lake, LakeObject } from '../../../storage/lake';
import { BadLogError } from '../../bad-log';
import type { LogBytesOptions } from '../../log-bytes';
import type { WantedColumn } from '../../sources/row-types';
import type { RangeEnds } from '../log-format';
import { BATCH_ROWS, ColumnRows, createColumnBatch } from './column-rows';
import type { ColumnBatch } from './column-rows';
import { decompressionOf } from './decompress';
import type { Decompress } from './decompress';
import { readFooter } from './footer';
import { findLeafColumns } from './leaf-columns';
import type { LeafColumn } from './leaf-columns';
import { loadParquetLibrary } from './parquet-library';
import type { ParquetLibrary } from './parquet-library';
import { ColumnBytes, createReadBytes } from './read-bytes';
import type { ReadBytes } from './read-bytes';
import { rowGroupsOf } from './row-groups';
import type { RowGroup } from './row-groups';

/** Bytes of the next row group that are read while a row group is decoded. */
const MAX_AHEAD_BYTES = 16 * 1024 * 1024;

/** A Parquet object whose footer has been read. */
export interface ParquetObject {
  readonly library: ParquetLibrary;
  readonly key: string;
  readonly sizeBytes: number;
  readonly columns: readonly LeafColumn[];
  /** In the order of their bytes. */
  readonly groups: readonly RowGroup[];
  readonly read: ReadBytes;
}

/** Some rows, in the order of the wanted columns; they are valid until the next ones are asked for. */
export interface RowBatch {
  readonly rows: number;
  readonly columns: readonly ColumnBatch[];
}

/** Reads the footer of an object, and finds columns in it. @throws BadLogError */
export async function openParquet(
  lake: Lake,
  { object, columns }: { readonly object: LakeObject; readonly columns: readonly WantedColumn[] },
  options: LogBytesOptions,
): Promise<ParquetObject> {
  const { key, sizeBytes } = object;
  const library = await loadParquetLibrary();
  const read = createReadBytes(lake, object, options);
  const footer = await readFooter(library, object, read);
  const leaves = findLeafColumns(library, footer.metadata, { key, columns });
  return { library, key, sizeBytes, columns: leaves, groups: rowGroupsOf(key, footer, leaves), read };
}

/**
 * The row groups that begin in a range of bytes. Their rows are the records of the range; `startedAt` and `endedAt` are the
 * bytes at which the first of them begins, and the first one left to the next range.
 */
export function groupsIn(
  { groups, sizeBytes }: ParquetObject,
  { start, end }: ByteRange,
): RangeEnds & { readonly groups: readonly RowGroup[] } {
  const inRange = groups.filter(({ startsAt }) => startsAt >= start && startsAt < end);
  const firstFrom = (byte: number) => groups.find(({ startsAt }) => startsAt >= byte)?.startsAt ?? sizeBytes;
  return {
    groups: inRange,
    startedAt: firstFrom(start),
    endedAt: firstFrom(Math.max(start, end)),
    lines: inRange.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** Reads the rows of row groups, one group after the other. Of each column a page and its dictionary are in memory. */
export async function* readRowGroups(
  file: ParquetObject,
  groups: readonly RowGroup[],
): AsyncGenerator<RowBatch> {
  const batches = file.columns.map(createColumnBatch);
  let opened = groups[0] === undefined ? [] : openGroup(file, groups[0]);
  for (const [index, group] of groups.entries()) {
    const columns = opened;
    const next = groups[index + 1];
    opened = next === undefined ? [] : openGroup(file, next);
    yield* readGroup(columns, group.rows, batches);
  }
}

interface OpenColumn {
  readonly bytes: ColumnBytes;
  readonly rows: ColumnRows;
}

/** Begins to read the columns of a row group. */
function openGroup(file: ParquetObject, { number, rows, parts }: RowGroup): OpenColumn[] {
  let ahead = 0;
  return parts.flatMap(({ codec, range }, index) => {
    const column = file.columns[index];
    if (column === undefined) return [];
    const { library, key } = file;
    const bytes = new ColumnBytes(file.read, range);
    if (ahead < MAX_AHEAD_BYTES) ahead += bytes.begin();
    const decompress = decompressionIn(file, column, codec);
    const input = { library, key, groupNumber: number, column, decompress, bytes, rows };
    return [{ bytes, rows: new ColumnRows(input) }];
  });
}

function decompressionIn(
  { library, key }: ParquetObject,
  { name }: LeafColumn,
  codec: CompressionCodec,
): Decompress {
  const decompress = decompressionOf(codec, library);
  if (decompress !== undefined) return decompress;
  throw new BadLogError(
    key,
    `column \`${name}\` is compressed by ${codec}, which is not read; write it with ZSTD or SNAPPY`,
  );
}

async function* readGroup(
  columns: readonly OpenColumn[],
  groupRows: number,
  batches: readonly ColumnBatch[],
): AsyncGenerator<RowBatch> {
  for (let left = groupRows; left > 0;) {
    for (const { bytes } of columns) bytes.begin();
    let rows = Math.min(left, BATCH_ROWS);
    for (const column of columns) rows = Math.min(rows, await column.rows.load());
    columns.forEach((column, index) => {
      const batch = batches[index];
      if (batch !== undefined) column.rows.read(batch, rows);
    });
    yield { rows, columns: batches };
    left -= rows;
  }
}
