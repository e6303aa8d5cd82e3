import { BadLogError } from '../../logs/bad-log';
import type { LogFormat, RecordRequest } from '../../logs/formats/log-format';
import type { LogObject } from '../../logs/input-object';
import { openRowReader } from '../../logs/open-row-reader';
import type { RowReader } from '../../logs/sources/row-types';
import type { EventLogName } from '../../domain/logs';
import type { LogScan, LogSplitting } from './log-scan';
import { rangesOf } from './object-ranges';
import { RecordCounting } from './record-counting';

/** Counts objects of any format record by record. A format that has to be faster has a scan in `scans.ts`. */
export function createRecordsScan(format: LogFormat): LogScan {
  return {
    async scanWhole(lake, logObject, sink, { module, ...options }) {
      const { request, read } = openRecords(logObject);
      const counting = new RecordCounting(logObject, read, sink, module);
      for await (const records of format.readRecords(lake, request, options)) await counting.add(records);
      // The object is one range: no other one needs to know its lines.
      return counting.report({ lines: 0, endedAt: logObject.object.sizeBytes });
    },
    ...(format.ranges === undefined ? {} : { split: createSplitting(format.ranges) }),
  };
}

function createSplitting(format: NonNullable<LogFormat['ranges']>): LogSplitting {
  return {
    rangesOf: (object) => rangesOf(object, format.rangeBytes),
    readHeader: (lake, logObject, options) =>
      format.readHeader(lake, openRecords(logObject).request, options),
    async scanSplit(lake, { log, object, ...split }, sink, options) {
      const { request, read } = openRecords({ log, object });
      const counting = new RecordCounting({ log, object }, read, sink);
      const records = format.readRange(lake, request, split, options);
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

/** What is read of an object, and the reader of its rows. */
function openRecords({ log, object }: LogObject): {
  request: RecordRequest;
  read: RowReader<EventLogName>['read'];
} {
  const { columns, read } = openRowReader(log, object);
  return { request: { log, object, columns }, read };
}
