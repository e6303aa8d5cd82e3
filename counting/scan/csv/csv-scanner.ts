import type { ScanReport } from '../log-scan';
import { RowCounter } from '../row-counter';
import type { EventLogName } from '../../../domain/logs';
import { RecordSplitter } from '../../../logs/formats/csv/record-splitter';
import type { RecordsSegment, TooLongRecord } from '../../../logs/formats/csv/record-splitter';
import { delimiterOf, RecordParser } from '../../../logs/formats/csv/record-parser';
import type { ColumnMap } from '../../../logs/formats/csv/header';
import type { CountTable } from '../scanner-table';
import { COLUMN_ROLES, INPUT_BYTES, MAX_FAST_COLUMNS } from '../scanner-module';
import type { ScannerModule } from '../scanner-module';
import { RECORD_MAX_BYTES } from '../../../logs/formats/log-format';
import type { LogObject } from '../../../logs/input-object';
import { openRowReader } from '../../../logs/open-row-reader';
import type { ReadRow } from '../../../logs/sources/row-types';
import { DescribedScan } from './described-scan';
import type { EventRequest } from './described-scan';
import { IgnoredRows } from '../ignored-rows';
import { asBadLog } from '../../../logs/formats/csv/broken-csv';
import { RejectList } from '../../../logs/rejects';

/** Most lines that are read record by record before the fast path is tried again. */
const MAX_SLOW_LINES = 4096;
/** Lines that the fast path must have passed for the next unusual record to be taken for a single one. */
const FAST_STREAK_LINES = 64;
/** A record that is still without a line end after this many bytes goes record by record, where memory is bounded. */
const MAX_PENDING_BYTES = RECORD_MAX_BYTES + 2;

const LF = 0x0a;

/** Which part of an object is scanned, and what is known of it. */
export interface ScanOptions {
  /** The object's columns; without them the first record is its header. */
  readonly columns?: ColumnMap;
  /** Records that begin at this byte or later, counted from the first byte pushed, are left to the next range. */
  readonly stopAt?: number;
  /** Off: every record goes the slow way. The counts are the same. */
  readonly fast?: boolean;
  /** Takes the counts so far, whenever no more fit and at the end; what it is given is valid during the call only. */
  readonly onTable: (table: CountTable) => void;
}

/**
 * Counts one event log's events by day and product. Records of the common kind are counted over their bytes in
 * WebAssembly; every other one, and each new day, goes through Papa Parse and the validation, so that both ways agree.
 */
export class CsvScanner {
  readonly #module: ScannerModule;
  readonly #request: EventRequest;
  readonly #read: ReadRow<EventLogName>;
  readonly #options: ScanOptions;
  readonly #parser: RecordParser;
  readonly #splitter: RecordSplitter;
  readonly #rejects = new RejectList();
  readonly #ignored = new IgnoredRows();
  readonly #counter: RowCounter;
  /** Stream offset of the first byte in the input. */
  #base = 0;
  #filled = 0;
  #position = 0;
  #done = false;
  #begun = false;
  #fast = false;
  #described: DescribedScan | undefined;
  #slowLines = 1;
  #fastStreak = 0;
  #records = 0;

  constructor(module: ScannerModule, { log, object }: LogObject, options: ScanOptions) {
    const { columns, read } = openRowReader(log, object);
    this.#module = module;
    this.#request = { log, object, columns };
    this.#read = read;
    this.#options = options;
    this.#splitter = new RecordSplitter(delimiterOf({ object }));
    this.#parser = new RecordParser(this.#request, options.columns);
    this.#counter = new RowCounter(module, log, object.key, options.onTable);
    if (options.columns !== undefined) this.#begin(options.columns);
  }

  /** What is read of the object. */
  get request(): EventRequest {
    return this.#request;
  }

  /** Whether the scan has come to `stopAt`: further bytes are not looked at. */
  get done(): boolean {
    return this.#done;
  }

  /** Where the next bytes may be put, to be pushed without a copy. */
  get space(): Uint8Array {
    return this.#module.input.subarray(this.#filled, INPUT_BYTES);
  }

  /**
   * Takes the next bytes, in pieces of any size.
   * @throws BadLogError
   */
  push(chunk: Uint8Array): void {
    const { input } = this.#module;
    for (let taken = 0; taken < chunk.byteLength && !this.#done;) {
      const piece = chunk.subarray(taken, taken + INPUT_BYTES - this.#filled);
      const isThere = piece.buffer === input.buffer && piece.byteOffset === input.byteOffset + this.#filled;
      if (!isThere) input.set(piece, this.#filled);
      this.#filled += piece.byteLength;
      taken += piece.byteLength;
      this.#guard(() => {
        this.#advance();
      });
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
      this.#guard(() => {
        this.#readSlowly(this.#filled);
        this.#take(this.#splitter.end());
        this.#parser.end();
      });
    }
    this.#counter.handOver();
    if (this.#counter.accepted + this.#rejects.count + this.#ignored.count !== this.#records)
      throw new Error(`${this.#request.object.key}: rows were lost while counting`);
    return {
      ...this.#rejects.report(),
      records: this.#records,
      accepted: this.#counter.accepted,
      events: this.#counter.events,
      ignored: this.#ignored.counts,
      lines: this.#splitter.lineEnds,
      endedAt: this.#base + this.#position,
    };
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw asBadLog(error, this.#request.object.key);
    }
  }

  #begin(columns: ColumnMap): void {
    const { source } = this.#request.object;
    this.#begun = true;
    this.#counter.begin(columns.width);
    this.#fast = this.#options.fast !== false && columns.width <= MAX_FAST_COLUMNS;
    if (source === undefined) this.#placeRoles(columns);
    else if (this.#fast) {
      this.#described = DescribedScan.begin(this.#module, this.#request, source, columns);
      this.#fast = this.#described !== undefined;
    }
  }

  #placeRoles({ positions }: ColumnMap): void {
    const { wasm, bytes } = this.#module;
    const roles = wasm.roles.value;
    bytes.fill(0, roles, roles + MAX_FAST_COLUMNS);
    if (!this.#fast) return;
    this.#request.columns.forEach(({ name }, i) => {
      bytes[roles + (positions[i] ?? 0)] = COLUMN_ROLES[name as keyof typeof COLUMN_ROLES];
    });
  }

  /** Works through what is in the input, as far as it can be told. */
  #advance(): void {
    while (!this.#done && this.#position < this.#filled) {
      if (this.#splitter.atRecordStart) {
        if (this.#base + this.#position >= this.#limit) {
          this.#done = true;
          return;
        }
        if (this.#fast) {
          const end = this.#endOfLines();
          if (end > this.#position) {
            if (this.#scanFast(end)) continue;
          } else if (this.#filled - this.#position < MAX_PENDING_BYTES) return;
        }
      }
      this.#readSlowly(this.#endOfSlowLines());
    }
  }

  get #limit(): number {
    return this.#options.stopAt ?? Infinity;
  }

  /** Behind the last line end in the input, or behind the first at which the scan may stop. */
  #endOfLines(): number {
    const { input } = this.#module;
    const last = input.lastIndexOf(LF, this.#filled - 1) + 1;
    return Math.min(last, this.#firstLineEndAtLimit());
  }

  /** Behind the first line end after which the next record is past the limit. */
  #firstLineEndAtLimit(): number {
    const from = Math.max(this.#position, this.#limit - 1 - this.#base);
    if (from >= this.#filled) return Infinity;
    const found = this.#module.input.subarray(0, this.#filled).indexOf(LF, from);
    return found === -1 ? Infinity : found + 1;
  }

  /** Counts lines up to `end`; false in front of a record that is not for this path. */
  #scanFast(end: number): boolean {
    const { wasm, inputAddress } = this.#module;
    const lines = wasm.lineCount.value;
    const records = wasm.recordCount.value;
    this.#described?.limitEvents(this.#counter.events);
    const stopped = wasm.scan(inputAddress + this.#position, inputAddress + end);
    this.#position = stopped - inputAddress;
    const passed = (wasm.lineCount.value - lines) >>> 0;
    const counted = (wasm.recordCount.value - records) >>> 0;
    this.#splitter.skipLines(passed);
    this.#fastStreak += passed;
    this.#records += counted + (this.#described?.takeIgnored(this.#ignored) ?? 0);
    this.#counter.addScanned(counted, this.#described?.eventsOf(counted));
    switch (wasm.stopReason.value) {
      case wasm.AT_UNUSUAL.value:
        return false;
      case wasm.AT_FULL.value:
        this.#counter.handOver();
        return true;
      case wasm.AT_DAY.value:
        return this.#described?.learnDay(this.#counter) ?? false;
      default:
        return true;
    }
  }

  /** Behind the lines that are now read record by record: one, and ever more while nothing else is found. */
  #endOfSlowLines(): number {
    this.#slowLines =
      this.#fastStreak < FAST_STREAK_LINES ? Math.min(this.#slowLines * 2, MAX_SLOW_LINES) : 1;
    this.#fastStreak = 0;
    const input = this.#module.input.subarray(0, this.#filled);
    // A record that is open so far behind the limit is no proper one: where it ends is looked for in larger steps.
    const isOpen = this.#base + this.#position > this.#limit + RECORD_MAX_BYTES;
    const limit = isOpen ? Infinity : this.#firstLineEndAtLimit();
    let end = this.#position;
    for (let line = 0; line < this.#slowLines && end < limit; line++) {
      const found = input.indexOf(LF, end);
      if (found === -1) {
        if (end === this.#position) end = this.#filled;
        break;
      }
      end = found + 1;
    }
    return Math.min(end, limit);
  }

  #readSlowly(end: number): void {
    // A copy, as the splitter keeps what it cannot complete.
    const piece = Buffer.from(this.#module.input.subarray(this.#position, end));
    this.#position = end;
    this.#take(this.#splitter.push(piece));
  }

  #take(segments: readonly (RecordsSegment | TooLongRecord)[]): void {
    for (const segment of segments) {
      const records = this.#parser.parse(segment);
      if (this.#parser.columns !== undefined && !this.#begun) this.#begin(this.#parser.columns);
      this.#records += records.length;
      for (const record of records) {
        const row = 'malformed' in record ? record.malformed : this.#read(record.fields);
        if (typeof row === 'string') this.#rejects.add(record.line, row, record.bytes);
        else if ('ignored' in row) this.#ignored.add(row);
        else this.#counter.add(row);
      }
    }
  }
}
