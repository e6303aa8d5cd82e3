import { arrayBuffer } from 'node:stream/consumers';
import type { AsyncBuffer, ColumnMetaData, DataReader, FileMetaData } from 'hyparquet';
import { ColumnReader } from './column-reader';
import type { ReadColumns } from './column-reader';
import { unpackDeltas } from './delta-unpacking';
import { LakeObjectMissingError } from './lake';
import type { Lake } from './lake';
import { assertRows, daysAsNumbers } from './parquet-file';
import type { ParquetFile } from './parquet-file';

/** Most rows of a file that is read at once. */
const WHOLE_ROWS = 1 << 18;
/** Bytes of a larger file that are read at a time, unless a single row group has more. */
const WINDOW_BYTES = 2 * 1024 * 1024;
const DATA_PAGE = 0;
const DELTA_BINARY_PACKED = 5;

type NumberColumn = ReadColumns['INTEGER'];

/**
 * Reads columns of whole numbers of a Parquet object, a row group at a time; memory does not grow with the rows.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
export async function* readNumberGroups(
  lake: Lake,
  file: ParquetFile,
  names: readonly string[],
): AsyncGenerator<readonly NumberColumn[]> {
  const source = await openSource(lake, file);
  const metadata = await daysAsNumbers(source);
  assertRows(file, Number(metadata.num_rows));
  const { deserializeTCompactProtocol } = await import('hyparquet/src/thrift.js');
  const groups = rowGroupsOf(metadata, names);
  for (let from = 0; from < groups.length;) {
    const to = endOfWindow(groups, from);
    const start = Math.min(...groups.slice(from, to).map((group) => group.start));
    const end = Math.max(...groups.slice(from, to).map((group) => group.end));
    const window = { start, bytes: end > start ? await source.slice(start, end) : new ArrayBuffer() };
    for (; from < to; from++) {
      const group = groups[from];
      if (group === undefined || group.rows === 0) continue;
      yield (
        unpackGroup(group, window, deserializeTCompactProtocol) ??
        (await readGroup(source, metadata, group, names))
      );
    }
  }
}

async function openSource(lake: Lake, { key, etag, rows }: ParquetFile): Promise<AsyncBuffer> {
  const options = { ifMatch: etag };
  if (rows <= WHOLE_ROWS) return arrayBuffer(await lake.read(key, options));
  const object = await lake.head(key);
  if (object === undefined) throw new LakeObjectMissingError(key);
  const byteLength = object.sizeBytes;
  return {
    byteLength,
    slice: async (start, end = byteLength) =>
      arrayBuffer(await lake.read(key, { ...options, range: { start, end } })),
  };
}

/** The rows of a row group, and its wanted columns, of which one that is not there is undefined. */
interface RowGroup {
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: readonly (ColumnMetaData | undefined)[];
  /** Where the columns lie. */
  readonly start: number;
  readonly end: number;
}

function rowGroupsOf({ row_groups: groups }: FileMetaData, names: readonly string[]): RowGroup[] {
  let firstRow = 0;
  return groups.map(({ columns: all, num_rows: count }) => {
    const columns = names.map(
      (name) => all.find(({ meta_data: one }) => one?.path_in_schema.join('.') === name)?.meta_data,
    );
    const rows = Number(count);
    const ranges = columns.flatMap((column) => (column === undefined ? [] : [rangeOf(column)]));
    const group = {
      firstRow,
      rows,
      columns,
      start: Math.min(...ranges.map(({ start }) => start)),
      end: Math.max(...ranges.map(({ end }) => end)),
    };
    firstRow += rows;
    return group;
  });
}

function rangeOf(column: ColumnMetaData): { readonly start: number; readonly end: number } {
  const start = Number(column.dictionary_page_offset ?? column.data_page_offset);
  return { start, end: start + Number(column.total_compressed_size) };
}

/** The row groups from `from` on that are read together: up to which. */
function endOfWindow(groups: readonly RowGroup[], from: number): number {
  const start = groups[from]?.start ?? 0;
  let to = from + 1;
  while (to < groups.length && (groups[to]?.end ?? Infinity) - start <= WINDOW_BYTES) to++;
  return to;
}

/** What is used of a page's header, by the numbers of its fields in Parquet's Thrift definition. */
interface PageHeader {
  readonly field_1: number;
  /** Bytes of the page. */
  readonly field_3: number;
  /** Of a data page of the first version: its values and their encoding. */
  readonly field_5?: { readonly field_1: number; readonly field_2: number };
}

type ReadHeader = (reader: DataReader) => Partial<PageHeader>;

/** The columns of a row group that the encoder of this folder has packed; undefined for any other. */
function unpackGroup(
  { rows, columns }: RowGroup,
  window: { readonly start: number; readonly bytes: ArrayBuffer },
  readHeader: ReadHeader,
): readonly Int32Array[] | undefined {
  const unpacked: Int32Array[] = [];
  for (const column of columns) {
    if (column?.type !== 'INT32' || column.codec !== 'UNCOMPRESSED') return undefined;
    const { start, end } = rangeOf(column);
    const chunk = new Uint8Array(window.bytes, start - window.start, end - start);
    const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
    const { field_1: type, field_3: size = 0, field_5: page } = readHeader(reader);
    if (type !== DATA_PAGE || page?.field_1 !== rows || page.field_2 !== DELTA_BINARY_PACKED)
      return undefined;
    const values = new Int32Array(rows);
    if (!unpackDeltas(chunk.subarray(reader.offset, reader.offset + size), values)) return undefined;
    unpacked.push(values);
  }
  return unpacked;
}

/** A row group as the library reads it. */
async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { firstRow, rows }: RowGroup,
  names: readonly string[],
): Promise<readonly NumberColumn[]> {
  const { parquetRead } = await import('hyparquet');
  const read = new Map(names.map((name) => [name, new ColumnReader('INTEGER', rows)]));
  await parquetRead({
    file,
    metadata,
    columns: [...names],
    rowStart: firstRow,
    rowEnd: firstRow + rows,
    onChunk: ({ columnName, columnData }) => read.get(columnName)?.add(columnData),
  });
  return [...read].map(([name, { column, length }]) => {
    if (length !== rows) throw new Error(`${name}: has ${String(length)} rows, expected ${String(rows)}`);
    return column as NumberColumn;
  });
}
