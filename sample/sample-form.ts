import { addDays } from '../domain/execution-date';
import type { EventLogName, LogName } from '../domain/logs';
import { faultInTimeZone } from '../logs/sources/time-zone';
import { HAS_ZSTD } from './compress';
import type { SampleCompression } from './compress';
import { logKey, logPartKey } from '../storage/lake-keys';
import { rowsUpTo } from './event-walk';
import type { TimestampKind } from './event-times';
import { MAX_PARTS } from './sample-options';
import type { ResolvedSampleOptions } from './sample-options';

/** The formats of the event logs' objects. */
export const SAMPLE_FORMATS = [
  'csv',
  'csv.gz',
  'csv.zst',
  'jsonl',
  'jsonl.gz',
  'jsonl.zst',
  'parquet',
] as const;
/** A format of the event logs' objects. */
export type SampleFormat = (typeof SAMPLE_FORMATS)[number];
/** A format without its compression. */
export type PlainFormat = 'csv' | 'jsonl' | 'parquet';

/** The name of the partition that holds the day of a partitioned sample. */
export const DAY_PARTITION = 'dt';

/** The layout of a sample in a lake: the same events, whatever it is. */
export interface SampleForm {
  /** Number of objects of each event log, or of each of its days if partitioned, 1 to `MAX_PARTS`; `advertiser_ids` is always one object. */
  readonly parts: number;
  /** Default `csv`. `advertiser_ids` has it without the compression. */
  readonly format?: SampleFormat | undefined;
  /** Whether the day is a partition `dt=` of the key, and no column. */
  readonly partitioned?: boolean | undefined;
  /** Whether rows have an instant in a column `timestamp` in place of `date`. */
  readonly timestamps?: TimestampKind | undefined;
  /** The time zone of the days of timestamps; default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** One object of an event log: its rows end before row `endRow` of the log. */
export interface SampleObject {
  readonly key: string;
  readonly endRow: number;
}

/** The format of a sample without its compression. */
export function plainFormat({ format = 'csv' }: SampleForm): PlainFormat {
  return format.replace(/\.(gz|zst)$/, '') as PlainFormat;
}

/** The compression of event logs; undefined if they have none. */
export function compressionOf({ format = 'csv' }: SampleForm): SampleCompression | undefined {
  return (['gz', 'zst'] as const).find((compression) => format.endsWith(`.${compression}`));
}

/** Tells whether an event log is one object beside the folders of logs. */
export function isOneObject(form: SampleForm): boolean {
  return form.parts === 1 && compressionOf(form) === undefined && form.partitioned !== true;
}

/** @throws RangeError when parts of a form do not go together, or with these options. */
export function checkForm(form: SampleForm, { malformed, days }: ResolvedSampleOptions): void {
  const { parts, partitioned = false, timestamps, timeZone } = form;
  if (!Number.isInteger(parts) || parts < 1 || parts > MAX_PARTS) {
    throw new RangeError(`parts must be a whole number from 1 to ${MAX_PARTS}, not ${parts}`);
  }
  if (partitioned && parts * days > MAX_PARTS) {
    throw new RangeError(
      `${parts} parts for each of ${days} days are more than ${MAX_PARTS} objects of a log; ask for fewer`,
    );
  }
  if (partitioned && timestamps !== undefined) {
    throw new RangeError(
      'a partitioned log has its day in its keys, and no timestamps; ask for one of the two',
    );
  }
  if (timeZone !== undefined && timestamps === undefined) {
    throw new RangeError('a time zone is that of timestamps; ask for timestamps too');
  }
  const fault = timeZone === undefined ? undefined : faultInTimeZone(timeZone);
  if (fault !== undefined) throw new RangeError(`the time zone ${fault.fault}; ${fault.remedy}`);
  if (compressionOf(form) === 'zst' && !HAS_ZSTD) {
    throw new RangeError(
      `Node ${process.versions.node} writes no zstd; ask for ${plainFormat(form)}.gz, or take Node 22.15 or newer`,
    );
  }
  if (malformed > 0 && (plainFormat(form) !== 'csv' || partitioned || timestamps !== undefined)) {
    throw new RangeError(
      'malformed rows are CSV with a date in each row (csv, csv.gz, csv.zst); ask for that format, or for none of them',
    );
  }
}

/** The keys of the objects of a log. */
export function keysOf(log: LogName, form: SampleForm, options: ResolvedSampleOptions): string[] {
  if (log === 'advertiser_ids') return [logKey(log, plainFormat(form))];
  return objectsOf(log, form, options).map(({ key }) => key);
}

/** The objects of an event log, in the order of its rows. */
export function objectsOf(
  log: EventLogName,
  form: SampleForm,
  { rowsPerLog, days, lastDay }: ResolvedSampleOptions,
): SampleObject[] {
  const { parts, format = 'csv', partitioned = false } = form;
  if (isOneObject(form)) return [{ key: logKey(log, format), endRow: rowsPerLog }];
  if (!partitioned) {
    return Array.from({ length: parts }, (_, part) => ({
      key: logPartKey(log, part + 1, format),
      endRow: Math.floor(((part + 1) * rowsPerLog) / parts),
    }));
  }
  return Array.from({ length: days * parts }, (_, index) => {
    const day = Math.floor(index / parts);
    const part = (index % parts) + 1;
    const start = rowsUpTo(day - 1, rowsPerLog, days);
    const rows = rowsUpTo(day, rowsPerLog, days) - start;
    return {
      key: logPartKey(log, part, format, `${DAY_PARTITION}=${addDays(lastDay, 1 - days + day)}`),
      endRow: start + Math.floor((part * rows) / parts),
    };
  });
}
