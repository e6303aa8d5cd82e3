import { RECORD_MAX_BYTES, TOO_LONG_HEAD_BYTES } from '../log-format';

/** A run of whole, non-blank records that all end in the same kind of line end. */
export interface RecordsSegment {
  readonly kind: 'records';
  /** The records with the line ends between them, none after the last. */
  readonly bytes: Buffer;
  readonly lineEnd: LineEnd;
  /** Line (from 1) on which each record begins: one entry a record, counted here and not by the parser. */
  readonly lines: readonly number[];
  /** Where each record begins in `bytes`. */
  readonly starts: readonly number[];
}

/** A record over `RECORD_MAX_BYTES`. */
export interface TooLongRecord {
  readonly kind: 'too_long';
  readonly line: number;
  /** Its first bytes, `TOO_LONG_HEAD_BYTES` at most. */
  readonly head: Buffer;
}

/** The line ends that occur in logs. */
export type LineEnd = '\n' | '\r\n' | '\r';

/** A file whose records cannot be told apart; its other rows cannot be trusted either. */
export class BrokenCsvError extends Error {
  override readonly name = 'BrokenCsvError';
  constructor(
    readonly line: number,
    readonly fault: string,
  ) {
    super(`line ${String(line)}: ${fault}`);
  }
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

const enum State {
  FieldStart,
  Unquoted,
  Quoted,
  /** After a quote inside a quoted field: it closes the field or escapes the next. */
  QuoteInQuoted,
  /** After a CR outside quotes: it ends the record alone or with the LF that follows. */
  AfterCr,
}

/**
 * Cuts a CSV byte stream at its record borders (RFC 4180, and a lone CR or LF as a line end): the independent count of
 * physical records that the parser's rows are compared with. Blank lines vanish here. Memory is bounded by one chunk
 * and one record.
 *
 * @throws BrokenCsvError on a quote that is never closed, or is closed in the middle of a field.
 */
export async function* csvSegments(
  chunks: AsyncIterable<Uint8Array>,
  delimiter?: string,
): AsyncGenerator<RecordsSegment | TooLongRecord> {
  const splitter = new RecordSplitter(delimiter);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** Cuts chunk by chunk; `csvSegments` is this over a stream. */
export class RecordSplitter {
  readonly #delimiter: number;
  #state = State.FieldStart;
  /** Bytes of the unfinished record, from earlier chunks; dropped once it is too long. */
  #carried: Buffer = NOTHING;
  #carriedBytes = 0;
  #line = 1;
  #recordLine = 1;
  #quoteLine = 1;
  /** The last byte of the quoted field was a CR: an LF now is part of the same line end. */
  #quotedCr = false;
  #out: (RecordsSegment | TooLongRecord)[] = [];

  /** Bytes of the pending segment lie in `#block` between these. */
  #block: Buffer = NOTHING;
  #segmentStart = 0;
  #segmentEnd = 0;
  #segmentLineEnd: LineEnd = '\n';
  #segmentLines: number[] = [];
  #segmentStarts: number[] = [];
  /** First bytes of the record that is being dropped. */
  #droppedHead: Buffer = NOTHING;

  /** @param delimiter of the fields, one ASCII character. */
  constructor(delimiter = ',') {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Whether the bytes so far end with a record's line end. */
  get atRecordStart(): boolean {
    return this.#state === State.FieldStart && this.#carriedBytes === 0;
  }

  /** Line ends passed so far. */
  get lineEnds(): number {
    return this.#line - 1;
  }

  /** Adds lines that another reader has consumed, at the start of a record. */
  skipLines(count: number): void {
    this.#line += count;
    this.#recordLine = this.#line;
  }

  /** The segments that these bytes complete; they may point into `chunk`. */
  push(chunk: Uint8Array): (RecordsSegment | TooLongRecord)[] {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const droppedBytes = this.#carriedBytes - this.#carried.length;
    const block = this.#carried.length === 0 ? fresh : Buffer.concat([this.#carried, fresh]);
    let recordStart = 0;
    let i = this.#carried.length;
    this.#block = block;
    const delimiter = this.#delimiter;
    while (i < block.length) {
      const byte = block[i];
      switch (this.#state) {
        case State.FieldStart:
        case State.Unquoted:
          if (byte === delimiter) this.#state = State.FieldStart;
          else if (byte === LF) {
            this.#endRecord(recordStart, i, '\n', recordStart === 0 ? droppedBytes : 0);
            recordStart = i + 1;
          } else if (byte === CR) this.#state = State.AfterCr;
          else if (byte === QUOTE && this.#state === State.FieldStart) {
            this.#state = State.Quoted;
            this.#quoteLine = this.#line;
          } else this.#state = State.Unquoted;
          break;
        case State.AfterCr: {
          const lineEnd = byte === LF ? '\r\n' : '\r';
          this.#endRecord(recordStart, i - 1, lineEnd, recordStart === 0 ? droppedBytes : 0);
          recordStart = lineEnd === '\r\n' ? i + 1 : i;
          if (lineEnd === '\r') continue;
          break;
        }
        case State.Quoted:
          if (byte === QUOTE) this.#state = State.QuoteInQuoted;
          else if (byte === CR || (byte === LF && !this.#quotedCr)) this.#line++;
          this.#quotedCr = byte === CR;
          break;
        case State.QuoteInQuoted:
          if (byte === QUOTE) this.#state = State.Quoted;
          else if (byte === delimiter || byte === LF || byte === CR) {
            this.#state = State.Unquoted;
            continue;
          } else throw this.#broken('the quote that opens here is closed in the middle of a field');
          break;
      }
      i++;
    }
    this.#flush();
    this.#carry(block, recordStart, droppedBytes);
    return this.#take();
  }

  /**
   * The rest, at the end of the stream.
   * @throws BrokenCsvError when a quote is still open.
   */
  end(): (RecordsSegment | TooLongRecord)[] {
    if (this.#state === State.Quoted) throw this.#broken('the quote that opens here is never closed');
    const droppedBytes = this.#carriedBytes - this.#carried.length;
    this.#block = this.#carried;
    const afterCr = this.#state === State.AfterCr;
    const lengthBytes = this.#carried.length - (afterCr ? 1 : 0);
    if (lengthBytes + droppedBytes > 0) this.#endRecord(0, lengthBytes, afterCr ? '\r' : '\n', droppedBytes);
    this.#flush();
    return this.#take();
  }

  #endRecord(start: number, end: number, lineEnd: LineEnd, droppedBytes: number): void {
    const lengthBytes = end - start + droppedBytes;
    if (lengthBytes > RECORD_MAX_BYTES) {
      this.#flush();
      const head = droppedBytes > 0 ? this.#droppedHead : this.#block.subarray(start, end);
      this.#out.push({
        kind: 'too_long',
        line: this.#recordLine,
        head: copyOf(head.subarray(0, TOO_LONG_HEAD_BYTES)),
      });
    } else if (lengthBytes === 0) this.#flush();
    else {
      if (this.#segmentLines.length > 0 && this.#segmentLineEnd !== lineEnd) this.#flush();
      if (this.#segmentLines.length === 0) this.#segmentStart = start;
      this.#segmentStarts.push(start - this.#segmentStart);
      this.#segmentLineEnd = lineEnd;
      this.#segmentEnd = end;
      this.#segmentLines.push(this.#recordLine);
    }
    this.#state = State.FieldStart;
    this.#line++;
    this.#recordLine = this.#line;
  }

  #flush(): void {
    if (this.#segmentLines.length === 0) return;
    const bytes = this.#block.subarray(this.#segmentStart, this.#segmentEnd);
    this.#out.push({
      kind: 'records',
      bytes,
      lineEnd: this.#segmentLineEnd,
      lines: this.#segmentLines,
      starts: this.#segmentStarts,
    });
    this.#segmentLines = [];
    this.#segmentStarts = [];
  }

  #carry(block: Buffer, recordStart: number, droppedBytes: number): void {
    const rest = block.subarray(recordStart);
    this.#carriedBytes = rest.length + (recordStart === 0 ? droppedBytes : 0);
    // One byte more than the limit is enough to know the record as too long, and a CR at the very end may yet be its line end.
    const keptBytes = this.#carriedBytes > RECORD_MAX_BYTES + 1 ? Math.min(rest.length, 1) : rest.length;
    if (keptBytes < rest.length && (recordStart > 0 || droppedBytes === 0)) {
      this.#droppedHead = copyOf(rest.subarray(0, TOO_LONG_HEAD_BYTES));
    }
    this.#carried = rest.subarray(rest.length - keptBytes);
  }

  #take(): (RecordsSegment | TooLongRecord)[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #broken(fault: string): BrokenCsvError {
    return new BrokenCsvError(this.#quoteLine, fault);
  }
}

/** A copy in memory that nothing else uses: one in Node's pool would keep a whole slab of up to 64 KiB. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
