import type { ColumnMetaData, DataReader, FileMetaData } from 'hyparquet';
import { zeros } from '../domain/allocate';
import { compareStrings, pickStrings, stringCount } from '../domain/string-column';
import type { StringColumn } from '../domain/string-column';

/** A run-end encoded column of strings: string `i` fills the rows from `firstRows[i]` on. */
export interface StringRuns {
  readonly strings: StringColumn;
  readonly firstRows: Int32Array;
}

/** What a column of strings is read as: a string for each row, or for each run of equal rows. */
export interface ReadStrings {
  ROWS: StringColumn;
  RUNS: StringRuns;
}

const DATA_PAGE_V2 = 3;
/** Bytes of a string's length in a plain page. */
const LENGTH_BYTES = 4;

/**
 * Reads columns of strings of a Parquet file, without an object for each plain string; tells how many rows there are.
 * @throws RangeError when a column has another number of rows, as one that is missing has.
 */
export async function readStringColumns(
  file: ArrayBuffer,
  columns: Readonly<Record<string, keyof ReadStrings>>,
): Promise<{ readonly rows: number; readonly read: ReadonlyMap<string, ReadStrings[keyof ReadStrings]> }> {
  const { parquetMetadata, parquetRead } = await import('hyparquet');
  const { deserializeTCompactProtocol } = await import('hyparquet/src/thrift.js');
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const read = new Map<string, ReadStrings[keyof ReadStrings]>();
  const others = new Map<string, ReadChunk[]>();
  for (const [name, encoding] of Object.entries(columns)) {
    const pages = columnsOf(metadata, name).map((column) =>
      plainPages(file, column, deserializeTCompactProtocol),
    );
    if (pages.every((one) => one !== undefined)) {
      const strings = plainStrings(pages.flat(), rows);
      read.set(name, encoding === 'ROWS' ? strings : toRuns(strings));
    } else others.set(name, []);
  }
  if (others.size > 0) {
    await parquetRead({
      file,
      metadata,
      columns: [...others.keys()],
      parsers: { stringFromBytes: (bytes) => bytes },
      onChunk: ({ columnName, columnData, rowStart }) => {
        others.get(columnName)?.push({ rowStart, strings: columnData as unknown as Uint8Array[] });
      },
    });
  }
  for (const [name, chunks] of others) {
    const inOrder = chunks.sort((a, b) => a.rowStart - b.rowStart).map(({ strings }) => strings);
    assertRows(
      inOrder.reduce((sum, { length }) => sum + length, 0),
      rows,
    );
    read.set(name, columns[name] === 'RUNS' ? gatherRuns(inOrder) : gather(inOrder.flat()));
  }
  return { rows, read };
}

/** Strings of a column from a row on. */
interface ReadChunk {
  readonly rowStart: number;
  readonly strings: readonly Uint8Array[];
}

function assertRows(found: number, rows: number): void {
  if (found !== rows) throw new RangeError(`${String(found)} strings where there should be ${String(rows)}`);
}

/** What is used of a page's header, by the numbers of its fields in Parquet's Thrift definition. */
interface PageHeader {
  readonly field_1: number;
  /** Bytes of the page. */
  readonly field_3: number;
  /** Of a data page of the second version: with the bytes of its levels. */
  readonly field_8?: { readonly field_5: number; readonly field_6: number };
}

/** The pages of a column that is nothing but plain strings; undefined for any other. */
function plainPages(
  file: ArrayBuffer,
  column: ColumnMetaData,
  readHeader: (reader: DataReader) => Partial<PageHeader>,
): Uint8Array[] | undefined {
  const isPlain = column.codec === 'UNCOMPRESSED' && column.encodings.every((one) => one === 'PLAIN');
  if (!isPlain || column.dictionary_page_offset !== undefined) return undefined;
  const view = new DataView(file, Number(column.data_page_offset), Number(column.total_compressed_size));
  const reader = { view, offset: 0 };
  const pages: Uint8Array[] = [];
  while (reader.offset < view.byteLength) {
    const { field_1: type, field_3: size = 0, field_8: page } = readHeader(reader);
    // Levels, of columns that have nulls or lists, would precede the strings.
    if (type !== DATA_PAGE_V2 || page?.field_5 !== 0 || page.field_6 !== 0) return undefined;
    pages.push(new Uint8Array(file, view.byteOffset + reader.offset, size));
    reader.offset += size;
  }
  return pages;
}

/** What each row group says of a column. */
function columnsOf({ row_groups: groups }: FileMetaData, name: string): ColumnMetaData[] {
  return groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data: column }) => (column?.path_in_schema.join('.') === name ? [column] : [])),
  );
}

/** The strings of pages, in which each follows its length. */
function plainStrings(pages: readonly Uint8Array[], rows: number): StringColumn {
  const pageBytes = pages.reduce((sum, page) => sum + page.length, 0);
  const bytes = new Uint8Array(Math.max(0, pageBytes - LENGTH_BYTES * rows));
  const offsets = zeros(rows + 1);
  let row = 0;
  let filled = 0;
  for (const page of pages) {
    for (let at = 0; at < page.length;) {
      const [a = 0, b = 0, c = 0, d = 0] = [page[at], page[at + 1], page[at + 2], page[at + 3]];
      at += LENGTH_BYTES;
      // Ids are short: a call for each of them would take longer than its bytes.
      const end = Math.min(page.length, at + ((a | (b << 8) | (c << 16) | (d << 24)) >>> 0));
      for (; at < end; at++) bytes[filled++] = page[at] ?? 0;
      offsets[++row] = filled;
    }
  }
  assertRows(row, rows);
  return { bytes, offsets };
}

/** The runs of equal rows of a column. */
function toRuns(strings: StringColumn): StringRuns {
  const firstRows = Int32Array.from({ length: stringCount(strings) }, (_, row) => row).filter(
    (row) => row === 0 || compareStrings(strings, row - 1, row) !== 0,
  );
  return { strings: pickStrings(strings, firstRows), firstRows };
}

/** The runs of equal strings; equal strings of a dictionary are mostly one and the same array. */
function gatherRuns(chunks: readonly (readonly Uint8Array[])[]): StringRuns {
  const runs: Uint8Array[] = [];
  const firstRows: number[] = [];
  let last: Uint8Array | undefined;
  let row = 0;
  for (const chunk of chunks) {
    for (const string of chunk) {
      if (string !== last && (last === undefined || Buffer.compare(string, last) !== 0)) {
        runs.push(string);
        firstRows.push(row);
      }
      last = string;
      row++;
    }
  }
  return { strings: gather(runs), firstRows: Int32Array.from(firstRows) };
}

function gather(strings: readonly Uint8Array[]): StringColumn {
  const offsets = zeros(strings.length + 1);
  strings.forEach(({ length }, i) => (offsets[i + 1] = (offsets[i] ?? 0) + length));
  return { bytes: new Uint8Array(Buffer.concat(strings)), offsets };
}
