import { VALIDATORS } from '../../domain/record-validation';
import { BadLogError } from '../../logs/bad-log';
import type { LogFormat, LogRecord } from '../../logs/formats/log-format';
import type { LogObject } from '../../logs/list-inputs';
import { RejectList } from '../../logs/rejects';
import type { CountSink, LogScan, LogSplitting, ScanReport } from './log-scan';
import { rangesOf } from './object-ranges';
import { RowCounter, rowOf } from './row-counter';
import { createScannerModule } from './scanner-module';

/** Counts objects of any format record by record. A format that has to be faster has a scan in `scans.ts`. */
export function createRecordsScan(format: LogFormat): LogScan {
  return {
    async scanWhole(lake, { log, object }, sink, options) {
      const counting = new RecordCounting({ log, object }, sink);
      for await (const records of format.readRecords(lake, log, object, options)) await counting.add(records);
      // The object is one range: no other one needs to know its lines.
      return counting.report({ lines: 0, endedAt: object.sizeBytes });
    },
    ...(format.ranges === undefined ? {} : { split: createSplitting(format.ranges) }),
  };
}

function createSplitting(format: NonNullable<LogFormat['ranges']>): LogSplitting {
  return {
    rangesOf,
    readHeader: (lake, { log, object }, options) => format.readHeader(lake, log, object, options),
    async scanSplit(lake, { log, object, ...split }, sink, options) {
      const counting = new RecordCounting({ log, object }, sink);
      const records = format.readRange(lake, log, object, split, options);
      try {
        for (;;) {
          const { value, done } = await records.next();
          if (done === true) return { startedAt: value.startedAt, report: counting.report(value) };
          await counting.add(value);
        }
      } catch (error) {
        if (!(error instanceof BadLogError)) throw error;
        const fault = { text: error.fault, line: error.line ?? null };
        // Where the range's first record begins is not known: -1 is never right, so the range is read again from where
        // the one before ended.
        return { startedAt: split.startsAtRecord ? split.range.start : -1, fault };
      }
    },
  };
}

/** Counts the records of one object or range. */
class RecordCounting {
  readonly #log: LogObject['log'];
  readonly #sink: CountSink;
  readonly #counter: RowCounter;
  readonly #rejects = new RejectList();
  #records = 0;

  constructor({ log, object }: LogObject, sink: CountSink) {
    this.#log = log;
    this.#sink = sink;
    this.#counter = new RowCounter(createScannerModule(), log, object.key, (table) => {
      sink.add(table);
    });
    this.#counter.begin();
  }

  async add(records: readonly LogRecord[]): Promise<void> {
    const validate = VALIDATORS[this.#log];
    this.#records += records.length;
    for (const record of records) {
      const event = 'malformed' in record ? record.malformed : validate(record.fields);
      if (typeof event === 'string') this.#rejects.add(record.line, event, record.bytes);
      else this.#counter.add(rowOf(event));
    }
    await this.#sink.flush();
  }

  report({ lines, endedAt }: Pick<ScanReport, 'lines' | 'endedAt'>): ScanReport {
    this.#counter.handOver();
    return {
      ...this.#rejects.report(),
      records: this.#records,
      accepted: this.#counter.accepted,
      events: this.#counter.events,
      lines,
      endedAt,
    };
  }
}
