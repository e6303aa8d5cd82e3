import type { EventLogName } from '../../domain/logs';
import { RECORD_MAX_BYTES } from '../../logs/formats/log-format';
import type { LogRecord } from '../../logs/formats/log-format';
import type { LogObject } from '../../logs/input-object';
import { openRowReader } from '../../logs/open-row-reader';
import { RejectList } from '../../logs/rejects';
import type { ReadRow } from '../../logs/sources/row-types';
import type { DescribedScan, EventRequest } from './described-scan';
import { IgnoredRows } from './ignored-rows';
import type { ScanReport } from './log-scan';
import { RowCounter } from './row-counter';
import { INPUT_BYTES } from './scanner-module';
import type { ScannerModule } from './scanner-module';
import type { CountTable } from './scanner-table';

/** Most lines that are read record by record before the fast path is tried again. */
const MAX_SLOW_LINES = 4096;
/** Lines or records that the fast path must have passed for the next unusual record to be taken for a single one. */
const FAST_STREAK = 64;
/** A record that is still without a line end after this many bytes goes record by record, where memory is bounded. */
const MAX_PENDING_BYTES = RECORD_MAX_BYTES + 2;

const MAX_ADDRESS = 2 ** 32 - 1;

const LF = 0x0a;

/** Which part of an object is scanned, and how. */
export interface LineScanOptions {
  /** Records that begin at this byte or later, counted from the first byte pushed, are left to the next range. */
  readonly stopAt?: number;
  /** Off: every record goes the slow way. The counts are the same. */
  readonly fast?: boolean;
  /** Takes the counts so far, whenever no more fit and at the end; what it is given is valid during the call only. */
  readonly onTable: (table: CountTable) => void;
}

/** Bytes in the module's input that the fast path is tried on. */
export interface FastBytes {
  readonly start: number;
  readonly end: number;
  /** Byte of the stream at which the input begins. */
  readonly base: number;
  /** Whether records before them went the slow way, and more than one. */
  readonly areAfterSlow: boolean;
}

/** The slow way of a format: it reads bytes record by record. */
export interface SlowReader {
  /** Whether no record is open. */
  readonly atRecordStart: boolean;
  /** Whether a record that begins now begins a line. */
  readonly atLineStart: boolean;
  /** Line ends passed. */
  readonly lineEnds: number;
  /** Byte at which the first record left out begins, once the reader has come to one by itself. */
  readonly stoppedAt: number | undefined;
  /** Passes records that have been counted over their bytes. @param endLine whether these end with a line end. */
  skip(lines: number, bytes: number, endLine: boolean): void;
  /** The records that these bytes complete. */
  push(bytes: Buffer): Iterable<readonly LogRecord[]>;
  /** The records that are open at the end. */
  end(): Iterable<readonly LogRecord[]>;
}

/**
 * Counts one event log's events by day and product. Records of the common kind are counted over their bytes in
 * WebAssembly; every other one, and each new day, goes the slow way and through the validation, so that both ways agree.
 */
export abstract class LineScanner {
  /** What is read of the object. */
  readonly request: EventRequest;
  protected readonly module: ScannerModule;
  protected readonly counter: RowCounter;
  /** Whether lines may be counted over their bytes, and by which description if they have one. */
  protected fast = false;
  protected described: DescribedScan | undefined;
  /** Whether the fast path takes lines only with their line end. */
  protected readonly needsLineEnd: boolean = true;
  protected abstract readonly reader: SlowReader;
  readonly #read: ReadRow<EventLogName>;
  readonly #options: LineScanOptions;
  readonly #rejects = new RejectList();
  readonly #ignored = new IgnoredRows();
  /** Stream offset of the first byte in the input. */
  #base = 0;
  #filled = 0;
  #position = 0;
  #done = false;
  #isEnd = false;
  #slowLines = 1;
  #areAfterSlow = false;
  #fastStreak = 0;
  #records = 0;

  constructor(module: ScannerModule, { log, object }: LogObject, options: LineScanOptions) {
    const { columns, read } = openRowReader(log, object);
    this.module = module;
    this.request = { log, object, columns };
    this.#read = read;
    this.#options = options;
    this.counter = new RowCounter(module, log, object.key, options.onTable);
  }

  /** Whether the scan has come to `stopAt`: further bytes are not looked at. */
  get done(): boolean {
    return this.#done;
  }

  /** Where the next bytes may be put, to be pushed without a copy. */
  get space(): Uint8Array {
    return this.module.input.subarray(this.#filled, INPUT_BYTES);
  }

  /**
   * Takes the next bytes, in pieces of any size.
   * @throws BadLogError
   */
  push(chunk: Uint8Array): void {
    const { input } = this.module;
    for (let taken = 0; taken < chunk.byteLength && !this.#done;) {
      const piece = chunk.subarray(taken, taken + INPUT_BYTES - this.#filled);
      const isThere = piece.buffer === input.buffer && piece.byteOffset === input.byteOffset + this.#filled;
      if (!isThere) input.set(piece, this.#filled);
      this.#filled += piece.byteLength;
      taken += piece.byteLength;
      this.#advance();
      input.copyWithin(0, this.#position, this.#filled);
      this.#base += this.#position;
      this.#filled -= this.#position;
      this.#position = 0;
    }
  }

  /**
   * Ends the scan; hands over the last counts.
   * @throws BadLogError
   */
  end(): ScanReport {
    if (!this.#done) {
      this.#isEnd = true;
      this.#advance();
      this.#take(this.reader.end());
    }
    this.counter.handOver();
    if (this.counter.accepted + this.#rejects.count + this.#ignored.count !== this.#records)
      throw new Error(`${this.request.object.key}: rows were lost while counting`);
    return {
      ...this.#rejects.report(),
      records: this.#records,
      accepted: this.counter.accepted,
      events: this.counter.events,
      ignored: this.#ignored.counts,
      lines: this.reader.lineEnds,
      endedAt: this.#base + this.#position,
    };
  }

  /** Makes the fast path ready for bytes. */
  protected abstract prepare(bytes: FastBytes): void;

  /** Makes the fast path know a record that is like none before; false if that cannot be. */
  protected abstract learn(start: number, end: number): boolean;

  /** Behind the next place at which a record may end; 0 while there is none. */
  protected endOfRecord(input: Buffer, from: number): number {
    return input.indexOf(LF, from) + 1;
  }

  /** Works through what is in the input, as far as it can be told. */
  #advance(): void {
    while (!this.#done && this.#position < this.#filled) {
      if (this.reader.atLineStart && this.#base + this.#position >= this.#limit) {
        this.#done = true;
        return;
      }
      if (this.fast && this.reader.atRecordStart && this.#base + this.#position < this.#limit) {
        const end = this.#endOfFastBytes();
        if (end > this.#position && this.#scanFast(end)) continue;
        if (this.#mayGoOn()) return;
      }
      this.#readSlowly(this.#endOfSlowLines());
    }
  }

  get #limit(): number {
    return this.#options.stopAt ?? Infinity;
  }

  /** Behind the last bytes for the fast path in the input, or behind the first line end at which the scan may stop. */
  #endOfFastBytes(): number {
    const { input } = this.module;
    const last = this.needsLineEnd ? input.lastIndexOf(LF, this.#filled - 1) + 1 : this.#filled;
    return Math.min(last, this.#firstLineEndAtLimit());
  }

  /** Whether the next bytes may complete the line, so that the slow way is not needed yet. */
  #mayGoOn(): boolean {
    if (this.#isEnd || this.#filled - this.#position >= MAX_PENDING_BYTES) return false;
    return !this.module.input.subarray(0, this.#filled).includes(LF, this.#position);
  }

  /** Behind the first line end after which the next record is past the limit. */
  #firstLineEndAtLimit(): number {
    const from = Math.max(this.#position, this.#limit - 1 - this.#base);
    if (from >= this.#filled) return Infinity;
    const found = this.module.input.subarray(0, this.#filled).indexOf(LF, from);
    return found === -1 ? Infinity : found + 1;
  }

  /** Counts records up to `end`; false in front of one that is not for this path, or not yet. */
  #scanFast(end: number): boolean {
    const { wasm, input, inputAddress } = this.module;
    const start = this.#position;
    this.prepare({ start, end, base: this.#base, areAfterSlow: this.#areAfterSlow });
    this.#areAfterSlow = false;
    // What is open ends here for the module.
    input[this.#filled] = LF;
    const limit = Math.min(inputAddress + this.#limit - this.#base, MAX_ADDRESS);
    const lines = wasm.lineCount.value;
    const records = wasm.recordCount.value;
    this.described?.limitEvents(this.counter.events);
    const stopped = wasm.scan(inputAddress + start, inputAddress + end, limit);
    this.#position = stopped - inputAddress;
    const passed = (wasm.lineCount.value - lines) >>> 0;
    const counted = (wasm.recordCount.value - records) >>> 0;
    if (this.#position > start)
      this.reader.skip(passed, this.#position - start, input[this.#position - 1] === LF);
    this.#fastStreak += Math.max(passed, counted);
    this.#records += counted + (this.described?.takeIgnored(this.#ignored) ?? 0);
    this.counter.addScanned(counted, this.described?.eventsOf(counted));
    switch (wasm.stopReason.value) {
      case wasm.AT_UNUSUAL.value:
        return false;
      case wasm.AT_FULL.value:
        this.counter.handOver();
        return true;
      case wasm.AT_DAY.value:
        return this.described?.learnDay(this.counter) ?? false;
      case wasm.AT_SHAPE.value:
        return !this.#mayGoOn() && this.learn(this.#position, end);
      default:
        return true;
    }
  }

  /** Behind the records that are now read one by one: one, and ever more while nothing else is found. */
  #endOfSlowLines(): number {
    this.#slowLines = this.#fastStreak < FAST_STREAK ? Math.min(this.#slowLines * 2, MAX_SLOW_LINES) : 1;
    this.#areAfterSlow = this.#slowLines > 1;
    this.#fastStreak = 0;
    const input = this.module.input.subarray(0, this.#filled);
    // A record that is open so far behind the limit is no proper one: where it ends is looked for in larger steps.
    const isOpen = this.#base + this.#position > this.#limit + RECORD_MAX_BYTES;
    const limit = isOpen ? Infinity : this.#firstLineEndAtLimit();
    let end = this.#position;
    for (let line = 0; line < this.#slowLines && end < limit; line++) {
      const found = this.endOfRecord(input, end);
      if (found === 0) {
        if (end === this.#position) end = this.#filled;
        break;
      }
      end = found;
    }
    return Math.min(end, limit);
  }

  #readSlowly(end: number): void {
    // A copy, as the reader keeps what it cannot complete.
    const piece = Buffer.from(this.module.input.subarray(this.#position, end));
    this.#position = end;
    this.#take(this.reader.push(piece));
    const { stoppedAt } = this.reader;
    if (stoppedAt === undefined) return;
    this.#done = true;
    this.#position = stoppedAt - this.#base;
  }

  #take(batches: Iterable<readonly LogRecord[]>): void {
    for (const records of batches) {
      this.#records += records.length;
      for (const record of records) {
        const row = 'malformed' in record ? record.malformed : this.#read(record.fields);
        if (typeof row === 'string') this.#rejects.add(record.line, row, record.bytes);
        else if ('ignored' in row) this.#ignored.add(row);
        else this.counter.add(row);
      }
    }
  }
}
