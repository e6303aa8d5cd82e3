import { RECORD_MAX_BYTES, TOO_LONG_HEAD_BYTES } from '../log-format';

/** The bytes of one record of JSON lines. */
export interface JsonPiece {
  /** From 1. */
  readonly line: number;
  /** The record, or its first bytes if it is too long. */
  readonly bytes: Buffer;
  /** `value`: braces that close on the line. `junk`: anything else. */
  readonly kind: 'value' | 'junk' | 'too_long';
  /** Colons outside strings: as many as the value's objects have members, if no name occurs twice. */
  readonly members: number;
}

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;

const enum State {
  Between,
  Value,
  String,
  /** After a backslash in a string. */
  Escape,
  Junk,
}

/**
 * Cuts a stream of JSON lines into records: the objects of each line, also several without a line end between them (as
 * Amazon Data Firehose writes them), and each piece that is no object. No JSON text contains a raw line end inside a
 * string, so a line end always ends a record. Memory is bounded by one chunk and one record.
 */
export class ValueSplitter {
  readonly #stopAt: number;
  #state = State.Between;
  #depth = 0;
  #members = 0;
  #line = 1;
  #offset = 0;
  #isLineStart = true;
  /** First bytes of the open record, from earlier chunks. */
  #carried: Buffer[] = [];
  #carriedBytes = 0;
  #endedAt: number | undefined;

  /** @param stopAt records that begin at this byte or later, from the first byte pushed, are left out. */
  constructor(stopAt = Infinity) {
    this.#stopAt = stopAt;
  }

  /** Whether the splitter has come to `stopAt`: further bytes are not looked at. */
  get done(): boolean {
    return this.#endedAt !== undefined;
  }

  /** Whether no record is open. */
  get isBetween(): boolean {
    return this.#state === State.Between;
  }

  /** Whether the bytes so far end with a line end, or there are none. */
  get atLineStart(): boolean {
    return this.#isLineStart && this.isBetween;
  }

  /** Byte at which the first record left out begins; the number of bytes pushed if there is none. */
  get endedAt(): number {
    return this.#endedAt ?? this.#offset;
  }

  /** Line ends passed. */
  get lineEnds(): number {
    return this.#line - 1;
  }

  /** Passes records that another reader has read, while none is open. @param endLine whether the bytes end with a line end. */
  skip(lines: number, bytes: number, endLine: boolean): void {
    this.#line += lines;
    this.#offset += bytes;
    this.#isLineStart = endLine;
  }

  /** The records that these bytes complete; they may point into `chunk`. */
  push(chunk: Uint8Array): JsonPiece[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const pieces: JsonPiece[] = [];
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (this.#state === State.Between) {
        if (this.#isLineStart && this.#stopsAt(i)) return pieces;
        this.#isLineStart = false;
        if (byte === LF) this.#endLine();
        if (byte === LF || byte === SPACE || byte === CR || byte === TAB) continue;
        if (this.#stopsAt(i)) return pieces;
        start = i;
        this.#state = byte === OPEN_BRACE ? State.Value : State.Junk;
        this.#depth = 1;
        this.#members = 0;
      } else if (byte === LF) {
        pieces.push(this.#end('junk', bytes, start, i));
        this.#endLine();
      } else if (this.#step(byte)) {
        pieces.push(this.#end('value', bytes, start, i + 1));
      }
    }
    if (this.#state !== State.Between) this.#carry(bytes.subarray(start));
    this.#offset += bytes.length;
    return pieces;
  }

  /** The record that is open at the end of the stream. */
  end(): JsonPiece[] {
    return this.#state === State.Between ? [] : [this.#end('junk', Buffer.alloc(0), 0, 0)];
  }

  /** Takes a byte of an open record; true if it closes the record's braces. */
  #step(byte: number): boolean {
    if (this.#state === State.String) {
      if (byte === QUOTE) this.#state = State.Value;
      else if (byte === BACKSLASH) this.#state = State.Escape;
    } else if (this.#state === State.Escape) {
      this.#state = State.String;
    } else if (this.#state === State.Value) {
      if (byte === QUOTE) this.#state = State.String;
      else if (byte === COLON) this.#members++;
      else if (byte === OPEN_BRACE) this.#depth++;
      else if (byte === CLOSE_BRACE) return --this.#depth === 0;
    }
    return false;
  }

  #stopsAt(index: number): boolean {
    if (this.#offset + index < this.#stopAt) return false;
    this.#endedAt = this.#offset + index;
    return true;
  }

  #endLine(): void {
    this.#line++;
    this.#isLineStart = true;
  }

  #end(kind: 'value' | 'junk', bytes: Buffer, start: number, end: number): JsonPiece {
    const from = this.#carriedBytes > 0 ? 0 : start;
    const length = this.#carriedBytes + end - from;
    const rest = bytes.subarray(from, end);
    const whole = this.#carried.length > 0 ? Buffer.concat([...this.#carried, rest]) : rest;
    this.#state = State.Between;
    this.#carried = [];
    this.#carriedBytes = 0;
    const found = { line: this.#line, members: this.#members };
    if (length > RECORD_MAX_BYTES)
      return { ...found, kind: 'too_long', bytes: Buffer.from(whole.subarray(0, TOO_LONG_HEAD_BYTES)) };
    return { ...found, kind, bytes: whole };
  }

  #carry(bytes: Buffer): void {
    // Of a record that is too long only the first bytes are kept.
    if (this.#carriedBytes <= RECORD_MAX_BYTES) this.#carried.push(Buffer.from(bytes));
    this.#carriedBytes += bytes.length;
  }
}
