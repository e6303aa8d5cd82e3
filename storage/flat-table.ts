import type { ColumnChunk, ColumnMetaData, SchemaElement } from 'hyparquet';
import type { ByteWriter } from 'hyparquet-writer';
import type * as Pages from 'hyparquet-writer/src/datapage.js';
import type * as Delta from 'hyparquet-writer/src/delta.js';
import { stringBytes, stringCount } from '../domain/string-column';
import type { StringColumn } from '../domain/string-column';
import { packDeltas } from './delta-packing';

/** What writes bytes, pages and packed numbers. */
interface Format {
  readonly ByteWriter: typeof ByteWriter;
  readonly pages: typeof Pages;
  readonly delta: typeof Delta;
}

/** A column as it lies in memory, with its type in Parquet. */
export type FlatColumn = { readonly name: string; readonly element: Omit<SchemaElement, 'name'> } & (
  | { readonly kind: 'numbers'; readonly data: Int32Array | BigInt64Array | Float64Array }
  /** Laid out by the differences of their values. */
  | { readonly kind: 'packed'; readonly data: Int32Array | BigInt64Array }
  | { readonly kind: 'strings'; readonly strings: StringColumn }
  /** Each string fills the rows from its first row up to the next string's. */
  | { readonly kind: 'runs'; readonly strings: StringColumn; readonly firstRows: Int32Array }
  /** Each row has the string with its code; all strings are in the dictionary of each row group. */
  | { readonly kind: 'codes'; readonly strings: StringColumn; readonly codes: Int32Array }
);

/** A file that is made one row group at a time. */
export interface FlatFile {
  /** Adds a row group: the rows of columns of the file from `from` up to `to`. */
  add(columns: readonly FlatColumn[], from: number, to: number): void;
  /** The bytes since the last call. */
  take(): Uint8Array;
  /** Ends the file; the bytes since the last call of `take`. */
  finish(): Uint8Array;
}

/** Columns of equal length, and how many of their rows stand together in the file. */
export interface FlatTable {
  readonly columns: readonly FlatColumn[];
  readonly rows: number;
  readonly rowGroupRows: number;
}

/** Rows whose packed codes fill whole bytes. */
const PACKED_GROUP_ROWS = 8;
/** Bytes for everything in a file besides its values; grows when needed. */
const FRAME_BYTES = 4_096;

/** The layout of columns that are bytes already: they are copied in one go, without an object for each value. */
export async function loadFlatEncoder(): Promise<(table: FlatTable) => Uint8Array> {
  const openFile = await loadFlatFiles();
  return ({ columns, rows, rowGroupRows }) => {
    const bytes = columns.reduce((sum, column) => sum + valueBytes(column), 0);
    const file = openFile(columns, bytes);
    // One at least, also without rows: several readers take the empty list of row groups for a damaged file.
    for (let from = 0; from === 0 || from < rows; from += rowGroupRows) {
      file.add(columns, from, Math.min(rows, from + rowGroupRows));
    }
    return file.finish();
  };
}

/** Begins files that are made one row group at a time; `columns` tells names and types, `bytes` the room for values. */
export async function loadFlatFiles(): Promise<
  (columns: readonly Pick<FlatColumn, 'name' | 'element'>[], bytes: number) => FlatFile
> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const pages = await import('hyparquet-writer/src/datapage.js');
  const delta = await import('hyparquet-writer/src/delta.js');
  const format = { ByteWriter, pages, delta };
  return (columns, bytes) => {
    const writer = new ByteWriter(FRAME_BYTES + bytes);
    const schema = [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, element }) => ({ ...element, name, repetition_type: 'REQUIRED' as const })),
    ];
    const file = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED', statistics: false });
    return {
      add: (group, from, to) => {
        const start = writer.offset;
        file.row_groups.push({
          columns: group.map((column) => writeChunk(writer, format, column, from, to)),
          num_rows: BigInt(to - from),
          total_byte_size: BigInt(writer.offset - start),
        });
        file.num_rows += BigInt(to - from);
      },
      take: () => {
        const taken = writer.getBytes().slice();
        writer.index = 0;
        return taken;
      },
      finish: () => {
        void file.finish();
        return writer.getBytes();
      },
    };
  };
}

/** Bytes that a column takes, about. */
function valueBytes(column: FlatColumn): number {
  // What is packed is small: its pages make the room that they need.
  if (column.kind === 'packed') return 0;
  if (column.kind === 'numbers') return column.data.byteLength;
  if (column.kind === 'codes') return stringBytes(column.strings) + column.codes.byteLength;
  return stringBytes(column.strings) + 8 * stringCount(column.strings);
}

/** Writes the rows of a column from `from` up to `to`. */
function writeChunk(
  writer: ByteWriter,
  format: Format,
  column: FlatColumn,
  from: number,
  to: number,
): ColumnChunk {
  const { name, element } = column;
  const { pages } = format;
  const start = writer.offset;
  const write = (): Pick<ColumnMetaData, 'encodings' | 'data_page_offset' | 'dictionary_page_offset'> => {
    if (column.kind === 'packed') {
      writePackedPage(writer, format, column, from, to);
      return { encodings: ['DELTA_BINARY_PACKED'], data_page_offset: BigInt(start) };
    }
    if (column.kind === 'numbers' || column.kind === 'strings' || from === to) {
      const bytes =
        column.kind === 'numbers'
          ? numberBytes(column.data, from, to)
          : plainStrings(column.strings, from, to);
      writeDataPage(writer, pages, 'PLAIN', to - from, bytes);
      return { encodings: ['PLAIN'], data_page_offset: BigInt(start) };
    }
    const isRuns = column.kind === 'runs';
    const first = isRuns ? lastAtOrBefore(column.firstRows, from) : 0;
    const end = isRuns ? lastAtOrBefore(column.firstRows, to - 1) + 1 : stringCount(column.strings);
    const dictionary = plainStrings(column.strings, first, end);
    pages.writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: dictionary.byteLength,
      compressed_page_size: dictionary.byteLength,
      dictionary_page_header: { num_values: end - first, encoding: 'PLAIN' },
    });
    writer.appendBytes(dictionary);
    const dataStart = writer.offset;
    const ordinals = isRuns
      ? runBytes(column.firstRows, first, end, from, to)
      : codeBytes(column.codes, end, from, to);
    writeDataPage(writer, pages, 'RLE_DICTIONARY', to - from, ordinals);
    return {
      encodings: ['PLAIN', 'RLE_DICTIONARY'],
      data_page_offset: BigInt(dataStart),
      dictionary_page_offset: BigInt(start),
    };
  };
  const places = write();
  const size = BigInt(writer.offset - start);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type ?? 'BYTE_ARRAY',
      path_in_schema: [name],
      codec: 'UNCOMPRESSED',
      num_values: BigInt(to - from),
      total_uncompressed_size: size,
      total_compressed_size: size,
      ...places,
    },
  };
}

function writeDataPage(
  writer: ByteWriter,
  pages: typeof Pages,
  encoding: 'PLAIN' | 'RLE_DICTIONARY',
  rows: number,
  bytes: Uint8Array,
): void {
  pages.writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: bytes.byteLength,
    compressed_page_size: bytes.byteLength,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: 0,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: 0,
      repetition_levels_byte_length: 0,
      is_compressed: false,
    },
  });
  writer.appendBytes(bytes);
}

/** In a page of the first version: fastparquet misreads packed numbers in pages of the second, of any writer. */
function writePackedPage(
  writer: ByteWriter,
  { ByteWriter, pages, delta }: Format,
  { data }: Extract<FlatColumn, { readonly kind: 'packed' }>,
  from: number,
  to: number,
): void {
  const page =
    data instanceof Int32Array
      ? packDeltas(data.subarray(from, to))
      : packLongs(data.subarray(from, to), ByteWriter, delta);
  pages.writePageHeader(writer, {
    type: 'DATA_PAGE',
    uncompressed_page_size: page.byteLength,
    compressed_page_size: page.byteLength,
    data_page_header: {
      num_values: to - from,
      encoding: 'DELTA_BINARY_PACKED',
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
  writer.appendBytes(page);
}

function packLongs(data: BigInt64Array, Writer: typeof ByteWriter, delta: typeof Delta): Uint8Array {
  const page = new Writer();
  delta.deltaBinaryPack(page, data, 'INT64');
  return page.getBytes();
}

function numberBytes(data: Int32Array | BigInt64Array | Float64Array, from: number, to: number): Uint8Array {
  const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = data;
  return new Uint8Array(buffer, byteOffset + from * width, (to - from) * width);
}

/** Lays strings out as in a plain page: the length of each in front of its bytes. */
function plainStrings({ bytes, offsets }: StringColumn, from: number, to: number): Uint8Array {
  let at = offsets[from] ?? 0;
  const page = new Uint8Array((offsets[to] ?? at) - at + 4 * (to - from));
  let filled = 0;
  for (let string = from; string < to; string++) {
    const end = offsets[string + 1] ?? at;
    const length = end - at;
    page[filled] = length & 0xff;
    page[filled + 1] = (length >>> 8) & 0xff;
    page[filled + 2] = (length >>> 16) & 0xff;
    page[filled + 3] = length >>> 24;
    filled += 4;
    while (at < end) page[filled++] = bytes[at++] ?? 0;
  }
  return page;
}

/** The rows of runs as a page of places in a dictionary has them: the width in bits, then for each run its length and its place. */
function runBytes(firstRows: Int32Array, first: number, end: number, from: number, to: number): Uint8Array {
  const bits = 32 - Math.clz32(end - first - 1);
  const page = [bits];
  for (let run = first; run < end; run++) {
    const length = Math.min(to, firstRows[run + 1] ?? to) - Math.max(from, firstRows[run] ?? from);
    let header = length << 1;
    for (; header > 0x7f; header >>>= 7) page.push((header & 0x7f) | 0x80);
    page.push(header);
    for (let shift = 0; shift < bits; shift += 8) page.push(((run - first) >>> shift) & 0xff);
  }
  return Uint8Array.from(page);
}

/** The codes of rows as a page has them: the width in bits, then all of them packed into one run. */
function codeBytes(codes: Int32Array, strings: number, from: number, to: number): Uint8Array {
  const bits = Math.max(1, 32 - Math.clz32(strings - 1));
  const groups = Math.ceil((to - from) / PACKED_GROUP_ROWS);
  const page = [bits];
  let header = groups * 2 + 1;
  for (; header > 0x7f; header = Math.floor(header / 0x80)) page.push((header & 0x7f) | 0x80);
  page.push(header);
  const bytes = new Uint8Array(page.length + groups * bits);
  bytes.set(page);
  let filled = page.length;
  let pending = 0;
  let pendingBits = 0;
  for (let row = from; row < to; row++) {
    pending |= (codes[row] ?? 0) << pendingBits;
    for (pendingBits += bits; pendingBits >= 8; pendingBits -= 8) {
      bytes[filled++] = pending;
      pending >>>= 8;
    }
  }
  if (pendingBits > 0) bytes[filled] = pending;
  return bytes;
}

/** The last run that begins at a row or before it, by halving. */
function lastAtOrBefore(firstRows: Int32Array, row: number): number {
  let low = 0;
  let high = firstRows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((firstRows[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
