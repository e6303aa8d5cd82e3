import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName } from '../domain/logs';
import type { RejectReason } from '../domain/record-validation';
import type { RunQuality } from '../db/schema';
import type { ParquetFile } from '../storage/parquet';

/** Input of the filter step. */
export interface FilterInput {
  readonly executionDate: CalendarDay;
}

/** What the filter step hands on: figures, and the keys and ETags of its files. */
export interface FilterResult {
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsRejected: number;
  readonly rejects: Partial<Record<RejectReason, number>>;
  readonly quality: RunQuality;
  /** Names of the models to rank with: recorded here, so that a run's history does not change when a model is added. */
  readonly models: readonly string[];
  /** The rows kept, summed by advertiser and product: one file for each log. */
  readonly counts: Readonly<Record<EventLogName, ParquetFile>>;
  readonly activeAdvertisers: ParquetFile;
  /** The objects read: log, key, etag, size_bytes, records, rejected. */
  readonly inputs: ParquetFile;
  /** The rejected rows: object, line, reason. */
  readonly rejected: ParquetFile;
}

/** Input of a rank step. */
export interface RankInput {
  readonly executionDate: CalendarDay;
  readonly counts: FilterResult['counts'];
}

/** What a rank step hands on. */
export interface RankResult {
  readonly model: string;
  /** Advertisers that have a list. */
  readonly advertisers: number;
  /** advertiser_id, rank, product_id and the model's figures. */
  readonly lists: ParquetFile;
}

/** Input of the write step. */
export interface WriteInput {
  readonly executionDate: CalendarDay;
  readonly filtered: FilterResult;
  readonly ranked: readonly RankResult[];
}

/** What a run has published. */
export interface WriteResult {
  readonly executionDate: CalendarDay;
  readonly publishedAt: string;
  readonly rowsPublished: number;
  readonly fence: number;
}

/** Input of the record of a run that published nothing. */
export interface RecordRunEndInput {
  readonly executionDate: CalendarDay;
  readonly status: 'failed' | 'cancelled';
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}

/** The activities of a run; one more `rank…` for each model. */
export interface Activities {
  filterLogs(input: FilterInput): Promise<FilterResult>;
  writeLists(input: WriteInput): Promise<WriteResult>;
  recordRunEnd(input: RecordRunEndInput): Promise<void>;
  [rank: `rank${string}`]: (input: RankInput) => Promise<RankResult>;
}
