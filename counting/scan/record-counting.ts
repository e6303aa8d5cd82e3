import type { EventLogName } from '../../domain/logs';
import type { LogRecord } from '../../logs/formats/log-format';
import type { LogObject } from '../../logs/input-object';
import { RejectList } from '../../logs/rejects';
import type { ReadRow } from '../../logs/sources/row-types';
import { IgnoredRows } from './ignored-rows';
import type { CountSink, ScanReport } from './log-scan';
import { RowCounter } from './row-counter';
import { createScannerModule } from './scanner-module';
import type { ScannerModule } from './scanner-module';

/** Counts the records of one object or range. */
export class RecordCounting {
  readonly #read: ReadRow<EventLogName>;
  readonly #sink: CountSink;
  readonly #counter: RowCounter;
  readonly #rejects = new RejectList();
  readonly #ignored = new IgnoredRows();
  #records = 0;

  /** @param module counts in its table; it may add records by itself, and tells how many with `addScanned`. */
  constructor(
    { log, object }: LogObject,
    read: ReadRow<EventLogName>,
    sink: CountSink,
    module: ScannerModule = createScannerModule(),
  ) {
    this.#read = read;
    this.#sink = sink;
    this.#counter = new RowCounter(module, log, object.key, (table) => {
      sink.add(table);
    });
    this.#counter.begin();
  }

  /** Counts records, and writes the tables that have become full. */
  async add(records: readonly LogRecord[]): Promise<void> {
    for (const record of records) this.addRecord(record);
    await this.flush();
  }

  /** Counts a record. */
  addRecord(record: LogRecord): void {
    this.#records++;
    const row = 'malformed' in record ? record.malformed : this.#read(record.fields);
    if (typeof row === 'string') this.#rejects.add(record.line, row, record.bytes);
    else if ('ignored' in row) this.#ignored.add(row);
    else this.#counter.add(row);
  }

  /** The sum of all counters so far. */
  get events(): number {
    return this.#counter.events;
  }

  /** Tells that the module has counted so many records by itself, which are so many events. */
  addScanned(records: number, events: number): void {
    this.#records += records;
    this.#counter.addScanned(records, events);
  }

  /** Hands the table over because it is full. */
  handOver(): void {
    this.#counter.handOver();
  }

  /** Writes the tables that have become full. */
  flush(): Promise<void> {
    return this.#sink.flush();
  }

  /** Hands over the last table; tells what has been found. */
  report({ lines, endedAt }: Pick<ScanReport, 'lines' | 'endedAt'>): ScanReport {
    this.#counter.handOver();
    return {
      ...this.#rejects.report(),
      records: this.#records,
      accepted: this.#counter.accepted,
      events: this.#counter.events,
      ignored: this.#ignored.counts,
      lines,
      endedAt,
    };
  }
}
