import type { CalendarDay } from '../../domain/execution-date';
import type { ActiveAdvertiser } from '../../domain/logs';
import type { ByteFields, RejectReason } from '../../domain/record-validation';
import type { SourceLog } from './source-types';

/** A row of an event log: `counts` go up by these numbers, in the order of the log's counters (`LOG_COUNTERS`). */
export interface EventRow {
  readonly advertiserId: string;
  readonly productId: string;
  readonly day: CalendarDay;
  readonly counts: readonly number[];
}

/** A product that no list may hold from `from` to `to`, both included; a side without a day has no limit. */
export interface ExcludedProduct {
  readonly advertiserId: string;
  readonly productId: string;
  readonly from?: CalendarDay;
  readonly to?: CalendarDay;
}

/** A row that is counted apart, by the value of its type: neither an event nor a reject. */
export interface IgnoredRow {
  readonly ignored: string;
}

/** What a row of each log is. */
export interface SourceRows {
  readonly advertiser_ids: ActiveAdvertiser;
  readonly product_views: EventRow;
  readonly ads_views: EventRow;
  readonly excluded_products: ExcludedProduct;
}

/** Reads a record; a string is the reason for rejecting it. */
export type ReadRow<Log extends SourceLog> = (
  fields: ByteFields,
) => SourceRows[Log] | IgnoredRow | RejectReason;

/** A column that a reader of rows needs. */
export interface WantedColumn {
  /** Its name; of JSON lines and Parquet a column of this name, or else a dotted path. */
  readonly name: string;
  /** What the values are used for: it decides how a typed value becomes text. */
  readonly use: 'id' | 'type' | 'day' | 'count';
}

/** Reads the rows of one object. */
export interface RowReader<Log extends SourceLog> {
  /** The columns to be fetched, each once for each use. */
  readonly columns: readonly WantedColumn[];
  /** Reads the fields of `columns`, in their order; a null is an empty field. */
  readonly read: ReadRow<Log>;
}
