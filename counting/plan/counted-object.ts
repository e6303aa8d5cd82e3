import type { CalendarDay } from '../../domain/execution-date';
import type { IgnoredCounts } from '../../domain/ignored-counts';
import type { EventLogName } from '../../domain/logs';
import type { RejectCounts, RejectReason } from '../../domain/record-validation';
import type { ByteRange } from '../../storage/lake';
import type { StepAttempt } from '../../storage/lake-keys';
import type { RecordLayout } from '../../logs/formats/log-format';
import type { InputObject, LogObject } from '../../logs/input-object';
import type { ParquetFile } from '../../storage/parquet';
import type { Shard } from './shards';

/**
 * Counts by advertiser, product and day in Parquet. Our scanner writes two files, which only `counts-files.ts` joins: a
 * row number of `products` is a `product` of `counts`. Any other engine may write one.
 */
export interface CountsPart extends Shard {
  /** advertiser_id, product_id; null if the rows of `counts` have them. */
  readonly products: ParquetFile | null;
  /**
   * day, product, and the log's counters, in the order of days. If `products` is null: advertiser_id, product_id, day (a
   * DATE) and the log's counters (whole numbers), in any order, as a query with GROUP BY writes them.
   */
  readonly counts: ParquetFile;
  /** The sum of all counters. */
  readonly events: number;
  /** Since 1970-01-01; equal for a part without rows. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/** What reading bytes of a log has found, besides the counts themselves. */
export interface CountedRecords {
  readonly records: number;
  readonly accepted: number;
  /** The sum of all counters, where rows have counts; absent where each accepted record is one event. */
  readonly events?: number;
  /** Absent where the log's description ignores no type. */
  readonly ignored?: IgnoredCounts;
  readonly rejected: number;
  readonly rejects: RejectCounts;
  /** The first line of each reason that occurred. */
  readonly firstLines: Partial<Record<RejectReason, number>>;
  /** line, reason, text of the first rejected rows; null when there are none. */
  readonly rejectedRows: ParquetFile | null;
  /** Of the accepted records; null when there are none. */
  readonly firstDay: CalendarDay | null;
  readonly lastDay: CalendarDay | null;
}

/** Counts of a small object, kept with its figures: rows of a product on a day, in the order of days. */
export interface InlineCounts {
  readonly advertisers: readonly string[];
  /** By advertiser: its products, in order. */
  readonly products: readonly (readonly string[])[];
  /** By row, since 1970-01-01. */
  readonly day: readonly number[];
  /** By row: the product's number, over all advertisers. */
  readonly product: readonly number[];
  /** By the log's counters, in their order, then by row. */
  readonly counters: readonly (readonly number[])[];
}

/** All that is known of an object that could be counted. */
export interface ObjectCounts extends CountedRecords {
  readonly log: EventLogName;
  readonly object: InputObject;
  /** The version of the zone data of the process that counted it; absent where no day depends on them. */
  readonly zoneData?: string;
  /** To be added up: an advertiser's product may be in several on the same day. */
  readonly parts: readonly CountsPart[];
  /** The counts themselves, instead of parts: of an object that was counted with others. */
  readonly inline?: InlineCounts;
}

/** Counts of one log, to be added up: of an object, or of several. */
export type LogCounts = Pick<ObjectCounts, 'log' | 'parts'>;

/** An object that cannot be read. */
export interface BadObject {
  readonly log: EventLogName;
  readonly object: InputObject;
  readonly fault: ObjectFault;
}

/** What is wrong with an object, and the remedy. */
export interface ObjectFault {
  readonly text: string;
  /** From 1; null if the fault has no single line. */
  readonly line: number | null;
}

/** How to count an object that spans several ranges. */
export interface CountingPlan {
  readonly layout: RecordLayout;
  /** Lines before the first record. */
  readonly headerLines: number;
  readonly ranges: readonly ByteRange[];
}

/** A range of an object that is split. */
export interface RangeInput extends LogObject {
  readonly owner: StepAttempt;
  readonly layout: RecordLayout;
  readonly range: ByteRange;
  /** Whether a record is known to begin at the range's start; otherwise the first line end before or in it decides. */
  readonly startsAtRecord: boolean;
}

/** The counts of the records that begin in a range. */
export interface RangeCounts extends CountedRecords {
  /** Where its first record begins: rightly if the range before ended there. */
  readonly startedAt: number;
  /** Where the first record begins that it left to the next range. */
  readonly endedAt: number;
  readonly lines: number;
  /** Counts of any advertiser may be in each. */
  readonly parts: readonly CountsPart[];
  /** Why the range cannot be read, which is true only if it started rightly; its line is counted from the range's start. */
  readonly fault?: ObjectFault;
}

/** The accepted and ignored rows of counts: figures that say nothing new are left out. */
export function foundRows(found: {
  readonly accepted: number;
  readonly events: number;
  readonly ignored: IgnoredCounts;
}): Pick<CountedRecords, 'accepted' | 'events' | 'ignored'> {
  const { accepted, events, ignored } = found;
  return {
    accepted,
    ...(events !== accepted && { events }),
    ...(Object.keys(ignored).length > 0 && { ignored }),
  };
}
