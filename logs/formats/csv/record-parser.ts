import Papa from 'papaparse';
import type { RecordsSegment, TooLongRecord } from './record-splitter';
import { expectedHeader, mapColumns } from './header';
import type { ColumnMap } from './header';
import type { LogRecord, RecordRequest } from '../log-format';
import { BadLogError } from '../../bad-log';
import { toBytes } from '../../sources/byte-text';

/** Names of columns in a comment line, as logs in W3C's extended format have it. */
const FIELDS_COMMENT = /^#fields:\s*(.*?)\s*$/i;
/** A first line that tells a spreadsheet program the delimiter. */
const DELIMITER_LINE = /^sep=.$/i;

/** The delimiter of an object's fields. */
export function delimiterOf({ object }: Pick<RecordRequest, 'object'>): string {
  return object.source?.entry.csv.delimiter ?? ',';
}

/**
 * Reads the segments of one object of a log: its header first, then its records. The header is the first record, or comes
 * from the object's description. A described object may have comments (`#…`) and a line `sep=…` before its records; a
 * comment `#Fields: …` names the columns.
 */
export class RecordParser {
  readonly #request: RecordRequest;
  #columns: ColumnMap | undefined;
  /** The names of columns that the description or a comment gives. */
  #given: readonly string[] | undefined;
  #headerIsRecord = false;

  /** @param columns when known; without them the object begins here. */
  constructor(request: RecordRequest, columns?: ColumnMap) {
    this.#request = request;
    this.#columns = columns;
    this.#given = request.object.source?.entry.csv.header?.map(toBytes);
  }

  /** Undefined until the header has been read, or the first record if the header is not in the records. */
  get columns(): ColumnMap | undefined {
    return this.#columns;
  }

  /** Whether the header was a record. */
  get headerIsRecord(): boolean {
    return this.#headerIsRecord;
  }

  /**
   * The records of a segment, each with the wanted columns; neither the header nor what precedes it is one of them.
   * @throws BadLogError when the object does not have the wanted columns.
   */
  parse(segment: RecordsSegment | TooLongRecord): LogRecord[] {
    const rows = parseSegment(this.#request, segment);
    this.#columns ??= this.#readHeader(rows);
    if (this.#columns === undefined) return [];
    const { width, positions } = this.#columns;
    return rows.map(({ line, bytes, cells }): LogRecord => {
      if (cells === undefined) return { line, bytes, malformed: 'line_too_long' };
      if (cells.length !== width) return { line, bytes, malformed: 'wrong_field_count' };
      return { line, bytes, fields: positions.map((position) => cells[position] ?? '') };
    });
  }

  /** @throws BadLogError when no header was there. */
  end(): void {
    if (this.#columns === undefined && this.#given !== undefined) {
      this.#columns = mapColumns(this.#request, this.#given);
    }
    if (this.#columns === undefined) {
      const { key } = this.#request.object;
      throw new BadLogError(key, `has no header; expected ${expectedHeader(this.#request)}`);
    }
  }

  /** Takes the header, and what precedes it, from the first rows; undefined if only the latter is there. */
  #readHeader(rows: Row[]): ColumnMap | undefined {
    if (this.#request.object.source !== undefined) this.#skipComments(rows);
    if (rows.length === 0) return undefined;
    if (this.#given !== undefined) return mapColumns(this.#request, this.#given);
    const header = rows.shift();
    if (header?.cells === undefined) {
      const expected = expectedHeader(this.#request);
      throw new BadLogError(this.#request.object.key, `its header is over 64 KiB long; expected ${expected}`);
    }
    this.#headerIsRecord = true;
    return mapColumns(this.#request, header.cells);
  }

  #skipComments(rows: Row[]): void {
    for (;;) {
      const text = rows[0]?.bytes.toString('latin1');
      if (text === undefined || !(text.startsWith('#') || DELIMITER_LINE.test(text))) return;
      const names = FIELDS_COMMENT.exec(text)?.[1];
      if (names !== undefined) this.#given ??= names.split(/\s+/);
      rows.shift();
    }
  }
}

interface Row {
  readonly line: number;
  /** Of the record; its first bytes only where it is too long. */
  readonly bytes: Buffer;
  /** None where the record is too long. */
  readonly cells?: readonly string[];
}

function parseSegment(request: RecordRequest, segment: RecordsSegment | TooLongRecord): Row[] {
  if (segment.kind === 'too_long') return [{ line: segment.line, bytes: segment.head }];
  const { bytes, lines, starts, lineEnd } = segment;
  // Latin-1 maps every byte to one character, so that invalid UTF-8 reaches validation as it is.
  const text = bytes.toString('latin1');
  const delimiter = delimiterOf(request);
  const { data } = Papa.parse<string[]>(text, { delimiter, newline: lineEnd, header: false });
  if (data.length !== lines.length) {
    throw new BadLogError(
      request.object.key,
      `from here on, ${String(lines.length)} records were counted but ${String(data.length)} parsed; please report this file`,
      lines[0],
    );
  }
  return data.map((cells, i) => {
    const next = starts[i + 1];
    const end = next === undefined ? bytes.length : next - lineEnd.length;
    return { line: lines[i] ?? 0, bytes: bytes.subarray(starts[i], end), cells };
  });
}
