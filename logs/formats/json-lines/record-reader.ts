import { isUtf8 } from 'node:buffer';
import { RECORD_MAX_BYTES } from '../log-format';
import type { LogRecord } from '../log-format';
import { bytesOfNames, parseRecord } from './parse-record';
import type { WantedField } from './parse-record';
import { readPlainLine } from './plain-line';
import { ValueSplitter } from './value-splitter';

const LF = 0x0a;
const ONLY_SPACE = /^[ \t\r]*$/;

/**
 * Reads the records of a stream of JSON lines. A whole line that is one plain object is read at once. Everything else goes
 * through the splitter and the exact parser; both ways give the same records.
 */
export class RecordReader {
  readonly #wanted: readonly WantedField[];
  /** The same with names as byte strings, as lines are read. */
  readonly #wantedBytes: readonly WantedField[];
  readonly #stopAt: number;
  readonly #splitter: ValueSplitter;
  /** Bytes pushed before this chunk. */
  #base = 0;

  /** @param stopAt records that begin at this byte or later, from the first byte pushed, are left out. */
  constructor(wanted: readonly WantedField[], stopAt = Infinity) {
    this.#wanted = wanted;
    this.#wantedBytes = bytesOfNames(wanted);
    this.#stopAt = stopAt;
    this.#splitter = new ValueSplitter(stopAt);
  }

  /** Whether the reader has come to `stopAt`: further bytes are not looked at. */
  get done(): boolean {
    return this.#splitter.done;
  }

  /** Whether no record is open. */
  get atRecordStart(): boolean {
    return this.#splitter.isBetween;
  }

  /** Whether the bytes so far end with a line end, or there are none. */
  get atLineStart(): boolean {
    return this.#splitter.atLineStart;
  }

  /** Byte at which the first record left out begins; the number of bytes pushed if there is none. */
  get endedAt(): number {
    return this.#splitter.endedAt;
  }

  /** Line ends passed. */
  get lineEnds(): number {
    return this.#splitter.lineEnds;
  }

  /** Passes records that were read elsewhere, while none is open. @param endLine whether the bytes end with a line end. */
  skip(lines: number, bytes: number, endLine: boolean): void {
    this.#splitter.skip(lines, bytes, endLine);
    this.#base += bytes;
  }

  /** The records that these bytes complete. */
  push(chunk: Uint8Array): LogRecord[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const records: LogRecord[] = [];
    for (let at = 0; at < bytes.length && !this.done;) {
      const linesEnd = this.#splitter.atLineStart ? this.#endOfLines(bytes, at) : at;
      if (linesEnd > at) {
        this.#readLines(bytes.subarray(at, linesEnd), records);
        at = linesEnd;
      } else {
        const end = bytes.indexOf(LF, at) + 1 || bytes.length;
        this.#readExactly(bytes.subarray(at, end), records);
        at = end;
      }
    }
    this.#base += bytes.length;
    return records;
  }

  /** The record that is open at the end of the stream. */
  end(): LogRecord[] {
    return this.#splitter.end().map((piece) => parseRecord(piece, this.#wanted));
  }

  /** Behind the last whole line that ends before `stopAt`; at most `at` if there is none. */
  #endOfLines(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, this.#stopAt - this.#base);
    return end <= at ? at : bytes.lastIndexOf(LF, end - 1) + 1;
  }

  #readExactly(bytes: Buffer, records: LogRecord[]): void {
    for (const piece of this.#splitter.push(bytes)) records.push(parseRecord(piece, this.#wanted));
  }

  /** Reads whole lines, each with its line end. */
  #readLines(bytes: Buffer, records: LogRecord[]): void {
    const text = bytes.toString('latin1');
    const isValid = isUtf8(bytes);
    for (let start = 0; start < text.length;) {
      const end = text.indexOf('\n', start);
      const line = text.slice(start, end);
      const isPlain = line.length <= RECORD_MAX_BYTES && (isValid || isUtf8(bytes.subarray(start, end)));
      const fields = isPlain ? readPlainLine(line, this.#wantedBytes) : undefined;
      if (fields !== undefined) {
        records.push(new PlainRecord(this.#splitter.lineEnds + 1, line, fields));
        this.#splitter.skip(1, end + 1 - start, true);
      } else if (ONLY_SPACE.test(line)) this.#splitter.skip(1, end + 1 - start, true);
      else this.#readExactly(bytes.subarray(start, end + 1), records);
      start = end + 1;
    }
  }
}

/** A record that keeps its line as a text: only rejects need its bytes. */
class PlainRecord {
  constructor(
    readonly line: number,
    readonly text: string,
    readonly fields: readonly string[],
  ) {}

  get bytes(): Buffer {
    return Buffer.from(this.text.trimEnd(), 'latin1');
  }
}
