import { json } from 'node:stream/consumers';
import type { CalendarDay } from '../../domain/execution-date';
import type { EventLogName } from '../../domain/logs';
import type { RejectReason } from '../../domain/record-validation';
import { LakeObjectMissingError } from '../../storage/lake';
import type { Lake, LakeObject } from '../../storage/lake';
import { objectCountsKey } from '../../storage/lake-keys';
import type { ParquetFile } from '../../storage/parquet';
import type { Shard } from '../plan/shards';
import type { RejectCounts } from '../scan/rejects';

/** Counts by day and product in two Parquet files: a row number of the one is a `product` of the other. */
export interface CountsPart extends Shard {
  /** advertiser_id, product_id */
  readonly products: ParquetFile;
  /** day, product, and the log's counters */
  readonly counts: ParquetFile;
  /** The sum of all counters: as many as records were accepted. */
  readonly events: number;
  /** Since 1970-01-01; equal for a part without rows. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/** What reading bytes of a log has found, besides the counts themselves. */
export interface CountedRecords {
  readonly records: number;
  readonly accepted: number;
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

/** All that is known of an object that could be counted. */
export interface ObjectCounts extends CountedRecords {
  readonly log: EventLogName;
  readonly object: LakeObject;
  /** To be added up: an advertiser's product may be in several on the same day. */
  readonly parts: readonly CountsPart[];
}

/** An object that cannot be read, whoever tries. */
export interface BadObject {
  readonly log: EventLogName;
  readonly object: LakeObject;
  readonly fault: ObjectFault;
}

/** What is wrong with an object, and the remedy. */
export interface ObjectFault {
  readonly text: string;
  /** From 1; null when it lies in no one place. */
  readonly line: number | null;
}

/** What is known of an object; undefined when it has not been counted yet. */
export async function findObjectCounts(
  lake: Lake,
  object: LakeObject,
  options: { signal?: AbortSignal } = {},
): Promise<ObjectCounts | BadObject | undefined> {
  try {
    return (await json(await lake.read(objectCountsKey(object), options))) as ObjectCounts | BadObject;
  } catch (error) {
    if (error instanceof LakeObjectMissingError) return undefined;
    throw error;
  }
}

/** Makes known what was found in an object: from now on nobody reads it again. */
export async function recordObjectCounts(
  lake: Lake,
  counts: ObjectCounts | BadObject,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  await lake.write(objectCountsKey(counts.object), Buffer.from(JSON.stringify(counts)), options);
}
