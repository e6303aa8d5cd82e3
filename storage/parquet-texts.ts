import type { ColumnMetaData, DataReader, FileMetaData } from 'hyparquet';

/** Texts of a column, row by row, as UTF-8: each lies in `bytes` from its start to its end, and some may lie in the same place. */
export interface TextSpans {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A row group of some columns. */
export interface TextPortion<Name extends string> {
  readonly startRow: number;
  readonly rows: number;
  readonly columns: Readonly<Record<Name, TextSpans>>;
}

const DATA_PAGE_V2 = 3;

/**
 * Columns of texts of a Parquet file, one row group after the other. Texts that lie in the file one after the other stay
 * where they are: no object is made for each of them.
 */
export async function readTextPortions<Name extends string>(
  file: ArrayBuffer,
  names: readonly Name[],
): Promise<TextPortion<Name>[]> {
  const { parquetMetadata, parquetRead } = await import('hyparquet');
  const { deserializeTCompactProtocol } = await import('hyparquet/src/thrift.js');
  const metadata = parquetMetadata(file);

  const pagesOf = new Map(
    names.map((name) => [
      name,
      columnsOf(metadata, name).map((column) => plainPages(file, column, deserializeTCompactProtocol)),
    ]),
  );
  const others = names.filter((name) => pagesOf.get(name)?.includes(undefined));
  const values = new Map<string, ReadTexts[]>(others.map((name) => [name, []]));
  if (others.length > 0) {
    await parquetRead({
      file,
      metadata,
      columns: others,
      parsers: { stringFromBytes: (bytes) => bytes },
      onChunk: ({ columnName, columnData, rowStart }) => {
        values.get(columnName)?.push({ startRow: rowStart, texts: columnData as unknown as Uint8Array[] });
      },
    });
  }

  let startRow = 0;
  return metadata.row_groups.map((group, i) => {
    const rows = Number(group.num_rows);
    const isHere = (chunk: ReadTexts) => chunk.startRow >= startRow && chunk.startRow < startRow + rows;
    const spans = names.map((name) => {
      const chunks = values.get(name)?.filter(isHere);
      return [
        name,
        chunks === undefined
          ? plainSpans(file, pagesOf.get(name)?.[i] ?? [], rows)
          : gatherSpans(chunks, rows),
      ] as const;
    });
    const columns = Object.fromEntries(spans) as Record<Name, TextSpans>;
    const portion = { startRow, rows, columns };
    startRow += rows;
    return portion;
  });
}

/** Texts of a column from a row on. */
interface ReadTexts {
  readonly startRow: number;
  readonly texts: readonly Uint8Array[];
}

/** What is used of a page's header, by the numbers of its fields in Parquet's Thrift definition. */
interface PageHeader {
  readonly field_1: number;
  /** Bytes of the page. */
  readonly field_3: number;
  /** Of a data page of the second version: with the bytes of its levels. */
  readonly field_8?: { readonly field_5: number; readonly field_6: number };
}

/** The pages of a column that is nothing but plain texts; undefined for any other. */
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
    // Levels, of columns that have nulls or lists, would stand in front of the texts.
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

/** Texts that stand behind their lengths, one after the other. @throws RangeError when there are not `rows` of them. */
function plainSpans(file: ArrayBuffer, pages: readonly Uint8Array[], rows: number): TextSpans {
  const bytes = new Uint8Array(file);
  const starts = new Int32Array(rows);
  const ends = new Int32Array(rows);
  let row = 0;
  for (const { byteOffset, byteLength } of pages) {
    for (let at = byteOffset; at < byteOffset + byteLength; row++) {
      const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
      starts[row] = at + 4;
      at += 4 + ((a | (b << 8) | (c << 16) | (d << 24)) >>> 0);
      ends[row] = at;
    }
  }
  return { bytes, starts: ofLength(starts, row, rows), ends };
}

/** Texts that lie anywhere; neighbours that are one and the same are kept once. @throws RangeError when there are not `rows` of them. */
function gatherSpans(chunks: readonly ReadTexts[], rows: number): TextSpans {
  const starts = new Int32Array(rows);
  const ends = new Int32Array(rows);
  const runs: Uint8Array[] = [];
  let row = 0;
  let start = 0;
  let end = 0;
  for (const { texts } of chunks) {
    let last: Uint8Array | undefined;
    for (const text of texts) {
      if (text !== last) {
        runs.push(text);
        start = end;
        end += text.length;
        last = text;
      }
      starts[row] = start;
      ends[row++] = end;
    }
  }
  return { bytes: Buffer.concat(runs), starts: ofLength(starts, row, rows), ends };
}

function ofLength(starts: Int32Array, rows: number, expected: number): Int32Array {
  if (rows === expected) return starts;
  throw new RangeError(`${String(rows)} texts where there should be ${String(expected)}`);
}
