import type { Encoding, PageHeader } from 'hyparquet';
import { BadLogError } from '../../bad-log';
import type { Decompress } from './decompress';
import { bitWidth, HybridReader } from './hybrid-reader';
import type { LeafColumn } from './leaf-columns';
import { createPageValues } from './page-values';
import type { PageValues } from './page-values';
import type { ParquetLibrary } from './parquet-library';
import type { ColumnBytes } from './read-bytes';
import { createValueList } from './value-list';
import type { ValueList } from './value-list';

/** Most rows of a batch. */
export const BATCH_ROWS = 8192;
/** The code of a null. */
export const NULL_CODE = -1;

/** Bytes in which the header of a page is looked for first; statistics in it may be longer. */
const HEADER_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** Largest page that is read. Writers make pages of about 1 MB, DuckDB of up to 100 MB. */
const MAX_PAGE_BYTES = 128 * 1024 * 1024;

/** Some rows of a column: codes of a dictionary, or a value for each row. */
export interface ColumnBatch {
  /** The values of the codes; undefined where `values` has the rows. */
  dictionary: ValueList | undefined;
  readonly codes: Int32Array;
  readonly values: ValueList;
}

/** Makes a batch, to be filled again and again. */
export function createColumnBatch(column: LeafColumn): ColumnBatch {
  const values = createValueList(BATCH_ROWS, column);
  return { dictionary: undefined, codes: new Int32Array(BATCH_ROWS), values };
}

/** A column of a row group: its bytes, and how they are read. */
export interface ColumnInput {
  readonly library: ParquetLibrary;
  /** The object's key, for messages. */
  readonly key: string;
  /** Of the row group, from 1, for messages. */
  readonly groupNumber: number;
  readonly column: LeafColumn;
  readonly decompress: Decompress;
  readonly bytes: ColumnBytes;
  readonly rows: number;
}

interface DataPage {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly count: number;
  readonly levels: HybridReader | undefined;
}

/** Reads the rows of a column of a row group, page by page. */
export class ColumnRows {
  readonly #input: ColumnInput;
  #dictionary: ValueList | undefined;
  /** Rows in the page that are not read yet. */
  #inPage = 0;
  #afterPage: number;
  #levels: HybridReader | undefined;
  #codes: HybridReader | undefined;
  #values: PageValues | undefined;
  readonly #levelBatch = new Int32Array(BATCH_ROWS);

  constructor(input: ColumnInput) {
    this.#input = input;
    this.#afterPage = input.rows;
  }

  /** Loads the next page where the last one has been read; tells how many of its rows are left. */
  async load(): Promise<number> {
    while (this.#inPage === 0) await this.#loadPage();
    return this.#inPage;
  }

  /** Reads the next `count` rows of the page. @throws BadLogError */
  read(batch: ColumnBatch, count: number): void {
    this.#guard(() => {
      const { maxLevel } = this.#input.column;
      const levels = this.#levels;
      const isWhole = levels === undefined || levels.skip(maxLevel, count);
      let present = count;
      if (!isWhole) {
        levels.fill(this.#levelBatch, count);
        present = 0;
        for (let i = 0; i < count; i++) if (this.#levelBatch[i] === maxLevel) present++;
      }
      batch.dictionary = this.#codes === undefined ? undefined : this.#dictionary;
      if (this.#codes !== undefined) this.#readCodes(this.#codes, batch.codes, present);
      else this.#values?.read(batch.values, present);
      if (present < count) this.#spread(batch, present, count);
    });
    this.#inPage -= count;
  }

  #readCodes(reader: HybridReader, codes: Int32Array, count: number): void {
    reader.fill(codes, count);
    const known = this.#dictionary?.length ?? 0;
    for (let i = 0; i < count; i++) {
      if ((codes[i] ?? 0) >>> 0 >= known) throw new RangeError('a page has a code beyond its dictionary');
    }
  }

  /** Puts nulls between the values that are there. */
  #spread({ codes, values }: ColumnBatch, present: number, count: number): void {
    const { maxLevel } = this.#input.column;
    const { bytes, starts, ends, texts, numbers, dayNumbers } = values;
    let value = present;
    for (let row = count - 1; row >= 0; row--) {
      const isNull = this.#levelBatch[row] !== maxLevel;
      if (!isNull) value--;
      if (this.#codes !== undefined) codes[row] = isNull ? NULL_CODE : (codes[value] ?? NULL_CODE);
      else if (bytes !== undefined) {
        starts[row] = isNull ? 0 : (starts[value] ?? 0);
        ends[row] = isNull ? 0 : (ends[value] ?? 0);
      } else if (dayNumbers === undefined) texts[row] = isNull ? '' : (texts[value] ?? '');
      else numbers[row] = isNull ? NaN : (numbers[value] ?? NaN);
    }
  }

  async #loadPage(): Promise<void> {
    const { bytes, rows } = this.#input;
    const header = await this.#loadHeader();
    const { compressed_page_size: packed, uncompressed_page_size: size } = header;
    if (size > MAX_PAGE_BYTES || packed > MAX_PAGE_BYTES) {
      throw this.#broken(`a page has ${String(size)} bytes, over ${String(MAX_PAGE_BYTES)}`);
    }
    if (!(packed >= 0 && packed <= bytes.left && size >= 0)) throw this.#broken('a page is cut short');
    await bytes.load(packed);
    const body = bytes.take(packed);
    this.#guard(() => {
      if (header.type === 'DICTIONARY_PAGE') this.#takeDictionary(header, body);
      const page =
        header.type === 'DATA_PAGE'
          ? this.#dataPage(header, body)
          : header.type === 'DATA_PAGE_V2'
            ? this.#dataPageV2(header, body)
            : undefined;
      if (page === undefined) return;
      if (!(page.count >= 0 && page.count <= this.#afterPage)) {
        throw new RangeError(`its pages have more rows than its row group, which has ${String(rows)}`);
      }
      this.#begin(page);
    });
  }

  async #loadHeader(): Promise<PageHeader> {
    const { library, bytes } = this.#input;
    for (let wanted = HEADER_BYTES; ; wanted *= 4) {
      await bytes.load(wanted);
      if (bytes.left === 0) throw this.#broken('its pages have fewer rows than its row group');
      const { buffer, byteOffset, byteLength } = bytes.bytes;
      const reader = { view: new DataView(buffer, byteOffset, byteLength), offset: 0 };
      try {
        const header = library.parquetHeader(reader);
        bytes.take(reader.offset);
        return header;
      } catch (error) {
        if (byteLength === bytes.left || wanted >= MAX_HEADER_BYTES) throw this.#broken(messageOf(error));
      }
    }
  }

  #takeDictionary(
    { dictionary_page_header: header, uncompressed_page_size: size }: PageHeader,
    body: Buffer,
  ): void {
    if (header === undefined) throw new Error('a dictionary has no header');
    const { column, decompress, library } = this.#input;
    const count = header.num_values;
    const bytes = decompress(body, size);
    // Each value takes a byte at least, a text or a number of a day four: a dictionary cannot say that it has more.
    const leastBytes = column.dayNumbers === undefined && column.element.type !== 'BYTE_ARRAY' ? 1 : 4;
    if (!(count >= 0 && count * leastBytes <= bytes.length))
      throw new RangeError('a dictionary is cut short');
    const values = createValueList(count, column);
    if (count > 0) createPageValues(library, column, { bytes, encoding: 'PLAIN', count }).read(values, count);
    this.#dictionary = values;
  }

  #dataPage({ data_page_header: header, uncompressed_page_size: size }: PageHeader, body: Buffer): DataPage {
    if (header === undefined) throw new Error('a page has no header');
    const { column, decompress } = this.#input;
    const bytes = decompress(body, size);
    const { encoding, num_values: count } = header;
    if (column.maxLevel === 0) return { bytes, encoding, count, levels: undefined };
    if (header.definition_level_encoding !== 'RLE') {
      throw new Error(`has levels in the encoding ${header.definition_level_encoding}`);
    }
    const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const levels = new HybridReader(bytes, { start: 4, end, width: bitWidth(column.maxLevel) });
    return { bytes: bytes.subarray(end), encoding, count, levels };
  }

  #dataPageV2(
    { data_page_header_v2: header, uncompressed_page_size: size }: PageHeader,
    body: Buffer,
  ): DataPage {
    if (header === undefined) throw new Error('a page has no header');
    const { column, decompress } = this.#input;
    const { encoding, num_values: count, definition_levels_byte_length: levelBytes } = header;
    if (header.repetition_levels_byte_length !== 0) throw new Error('a page has lists');
    const packed = body.subarray(levelBytes);
    const bytes = header.is_compressed === false ? packed : decompress(packed, size - levelBytes);
    if (column.maxLevel === 0) return { bytes, encoding, count, levels: undefined };
    const range = { start: 0, end: levelBytes, width: bitWidth(column.maxLevel) };
    return { bytes, encoding, count, levels: new HybridReader(body, range) };
  }

  #begin({ bytes, encoding, count, levels }: DataPage): void {
    this.#afterPage -= count;
    this.#inPage = count;
    this.#levels = levels;
    this.#codes = undefined;
    this.#values = undefined;
    if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
      if (this.#dictionary === undefined) throw new Error('a page needs a dictionary that is not there');
      // Of a page of nulls there may be no width.
      const width = bytes[0] ?? 0;
      this.#codes = new HybridReader(bytes, { start: Math.min(1, bytes.length), end: bytes.length, width });
    } else {
      const { column, library } = this.#input;
      this.#values = createPageValues(library, column, { bytes, encoding, count });
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw error instanceof BadLogError ? error : this.#broken(messageOf(error));
    }
  }

  #broken(detail: string): BadLogError {
    const { key, column, groupNumber } = this.#input;
    const where = `column \`${column.name}\` of row group ${String(groupNumber)}`;
    return new BadLogError(key, `${where} cannot be read (${detail}); write and upload it again`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
