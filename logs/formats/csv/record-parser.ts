import Papa from 'papaparse';
import type { RecordsSegment, TooLongRecord } from './record-splitter';
import { headerOf, mapColumns } from './header';
import type { ColumnMap } from './header';
import type { LogRecord } from '../log-format';
import type { LogName } from '../../../domain/logs';
import { BadLogError } from '../../bad-log';

/** Reads the segments of one object of a log: its header first, then its records. */
export class RecordParser {
  readonly #log: LogName;
  readonly #key: string;
  #columns: ColumnMap | undefined;

  /** @param columns when known; without them the first record is the header. */
  constructor(log: LogName, key: string, columns?: ColumnMap) {
    this.#log = log;
    this.#key = key;
    this.#columns = columns;
  }

  /** Undefined until the header has been read. */
  get columns(): ColumnMap | undefined {
    return this.#columns;
  }

  /**
   * The records of a segment, each with the log's columns in the log's order; the header is none of them.
   * @throws BadLogError when the header is not one of this log.
   */
  parse(segment: RecordsSegment | TooLongRecord): LogRecord[] {
    const rows = parseSegment(this.#key, segment);
    if (this.#columns === undefined) {
      const header = rows.shift();
      if (header?.cells === undefined) {
        throw new BadLogError(this.#key, `its header is over 64 KiB long; expected ${headerOf(this.#log)}`);
      }
      this.#columns = mapColumns(this.#log, this.#key, header.cells);
    }
    const { width, positions } = this.#columns;
    return rows.map(({ line, bytes, cells }): LogRecord => {
      if (cells === undefined) return { line, bytes, malformed: 'line_too_long' };
      if (cells.length !== width) return { line, bytes, malformed: 'wrong_field_count' };
      return { line, bytes, fields: positions.map((position) => cells[position] ?? '') };
    });
  }

  /** @throws BadLogError when no header was there. */
  end(): void {
    if (this.#columns === undefined) {
      throw new BadLogError(this.#key, `has no header; expected ${headerOf(this.#log)}`);
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

function parseSegment(key: string, segment: RecordsSegment | TooLongRecord): Row[] {
  if (segment.kind === 'too_long') return [{ line: segment.line, bytes: segment.head }];
  const { bytes, lines, starts, lineEnd } = segment;
  // Latin-1 maps every byte to one character, so that invalid UTF-8 reaches validation as it is.
  const text = bytes.toString('latin1');
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: lineEnd, header: false });
  if (data.length !== lines.length) {
    throw new BadLogError(
      key,
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
