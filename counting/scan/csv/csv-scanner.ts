import type { ColumnMap } from '../../../logs/formats/csv/header';
import { asBadLog } from '../../../logs/formats/csv/broken-csv';
import { delimiterOf, RecordParser } from '../../../logs/formats/csv/record-parser';
import { RecordSplitter } from '../../../logs/formats/csv/record-splitter';
import type { RecordsSegment, TooLongRecord } from '../../../logs/formats/csv/record-splitter';
import type { LogRecord } from '../../../logs/formats/log-format';
import type { LogObject } from '../../../logs/input-object';
import { DescribedScan } from '../described-scan';
import type { EventRequest } from '../described-scan';
import { LineScanner } from '../line-scanner';
import type { LineScanOptions, SlowReader } from '../line-scanner';
import type { ScanReport } from '../log-scan';
import { COLUMN_ROLES, MAX_FAST_COLUMNS } from '../scanner-module';
import type { ScannerModule } from '../scanner-module';

/** Which part of an object is scanned, and what is known of it. */
export interface ScanOptions extends LineScanOptions {
  /** The object's columns; without them the first record is its header. */
  readonly columns?: ColumnMap;
}

/** Counts the records of CSV: those that are unusual go through Papa Parse. */
export class CsvScanner extends LineScanner {
  protected readonly reader: SlowReader;
  readonly #options: ScanOptions;

  constructor(module: ScannerModule, logObject: LogObject, options: ScanOptions) {
    super(module, logObject, options);
    this.#options = options;
    this.reader = new CsvReader(this.request, options.columns, (columns) => {
      this.#begin(columns);
    });
    if (options.columns !== undefined) this.#begin(options.columns);
  }

  override push(chunk: Uint8Array): void {
    this.#guard(() => {
      super.push(chunk);
    });
  }

  override end(): ScanReport {
    return this.#guard(() => super.end());
  }

  protected prepare(): void {
    // It is ready once the columns are known.
  }

  protected learn(): boolean {
    return false;
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asBadLog(error, this.request.object.key);
    }
  }

  #begin(columns: ColumnMap): void {
    const { source } = this.request.object;
    this.counter.begin(columns.width);
    this.fast = this.#options.fast !== false && columns.width <= MAX_FAST_COLUMNS;
    if (source === undefined) this.#placeRoles(columns);
    else if (this.fast) {
      this.described = DescribedScan.begin(this.module, this.request, source);
      this.described?.place(columns.positions);
      this.fast = this.described !== undefined;
    }
  }

  #placeRoles({ positions }: ColumnMap): void {
    const { wasm, bytes } = this.module;
    const roles = wasm.roles.value;
    bytes.fill(0, roles, roles + MAX_FAST_COLUMNS);
    if (!this.fast) return;
    this.request.columns.forEach(({ name }, i) => {
      bytes[roles + (positions[i] ?? 0)] = COLUMN_ROLES[name as keyof typeof COLUMN_ROLES];
    });
  }
}

/** Cuts CSV into records and parses them; tells the columns before the first of them. */
class CsvReader implements SlowReader {
  readonly stoppedAt = undefined;
  readonly #parser: RecordParser;
  readonly #splitter: RecordSplitter;
  readonly #onColumns: (columns: ColumnMap) => void;
  #hasColumns: boolean;

  constructor(
    request: EventRequest,
    columns: ColumnMap | undefined,
    onColumns: (columns: ColumnMap) => void,
  ) {
    this.#splitter = new RecordSplitter(delimiterOf(request));
    this.#parser = new RecordParser(request, columns);
    this.#onColumns = onColumns;
    this.#hasColumns = columns !== undefined;
  }

  get atRecordStart(): boolean {
    return this.#splitter.atRecordStart;
  }

  get atLineStart(): boolean {
    return this.atRecordStart;
  }

  get lineEnds(): number {
    return this.#splitter.lineEnds;
  }

  skip(lines: number): void {
    this.#splitter.skipLines(lines);
  }

  push(bytes: Buffer): Iterable<readonly LogRecord[]> {
    return this.#parse(this.#splitter.push(bytes));
  }

  *end(): Iterable<readonly LogRecord[]> {
    yield* this.#parse(this.#splitter.end());
    this.#parser.end();
  }

  *#parse(segments: readonly (RecordsSegment | TooLongRecord)[]): Iterable<readonly LogRecord[]> {
    for (const segment of segments) {
      const records = this.#parser.parse(segment);
      if (this.#parser.columns !== undefined && !this.#hasColumns) {
        this.#hasColumns = true;
        this.#onColumns(this.#parser.columns);
      }
      yield records;
    }
  }
}
