import type { EventLogName } from '../../domain/logs';
import type { LogRecord } from '../../logs/formats/log-format';
import type { LogObject } from '../../logs/input-object';
import { RejectList } from '../../logs/rejects';
import type { EventRow, ReadRow } from '../../logs/sources/row-types';
import { IgnoredRows } from './ignored-rows';
import type { CountSink, ScanReport } from './log-scan';
import { RowCounter } from './row-counter';
import { createScannerModule } from './scanner-module';

/** Counts the records of one object or range. */
export class RecordCounting {
  readonly #read: ReadRow<EventLogName>;
  readonly #sink: CountSink;
  readonly #counter: RowCounter;
  readonly #rejects = new RejectList();
  readonly #ignored = new IgnoredRows();
  #records = 0;

  constructor({ log, object }: LogObject, read: ReadRow<EventLogName>, sink: CountSink) {
    this.#read = read;
    this.#sink = sink;
    this.#counter = new RowCounter(createScannerModule(), log, object.key, (table) => {
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

  /** Counts records that have been read as events: together they add the counts of one row. */
  addEvents(row: EventRow, records: number): void {
    this.#records += records;
    this.#counter.add(row, records);
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
