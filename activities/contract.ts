import type {
  BadObject,
  CountingPlan,
  CountsPart,
  ObjectCounts,
  RangeCounts,
  RangeInput,
} from '../counting/plan/counted-object';
import type { FeatureFiles } from '../counting/daily/sums-files';
import type { LogObject } from '../logs/input-object';
import type { Shard } from '../counting/plan/shards';
import type { Notice } from '../domain/notices';
import type { CalendarDay } from '../domain/execution-date';
import type { IgnoredCounts } from '../domain/ignored-counts';
import type { StartedBy } from '../domain/started-by';
import type { SearchAttributeName } from '../temporal/names/search-attributes';
import type { EventLogName } from '../domain/logs';
import type { NewestEvents } from '../domain/newest-events';
import type { RunQuality, RunTotals } from '../db/schema';
import type { ParquetFile } from '../storage/parquet';
import type { RejectCounts } from '../domain/record-validation';

/** Input of the filter step. */
export interface FilterInput {
  readonly executionDate: CalendarDay;
  /** Whether to publish in spite of lost advertisers. */
  readonly acceptLostAdvertisers?: boolean;
  /** Missing where a run of an earlier version goes on. */
  readonly startedBy?: StartedBy;
}

/** The sums of a share of the advertisers, all of them as a rule. */
export interface FilteredShard {
  /** advertiser_id, product_id: the sums' `product` is a row number here. */
  readonly products: ParquetFile;
  /** The rows kept, summed by product: one file for each log. */
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  /** Files of the features that the run's models use, by name. */
  readonly features: FeatureFiles;
  /** The impressions and clicks of the execution date alone. Missing where lists are not evaluated. */
  readonly adsOfDay?: ParquetFile;
}

/** What the filter step hands on: figures, and the keys and ETags of its files. */
export interface FilterResult {
  readonly rowsRead: number;
  /** Events of active advertisers up to the date; a row with counts is as many events as they say. */
  readonly rowsKept: number;
  readonly rowsRejected: number;
  readonly rejects: RejectCounts;
  /** Rows whose type is ignored; missing where an earlier version filtered. */
  readonly ignored?: IgnoredCounts;
  readonly quality: RunQuality;
  readonly totals: RunTotals;
  /** The newest day on which each log has events. */
  readonly newestEvents: NewestEvents;
  /** Names of the models to rank with: recorded here, so that a run's history does not change when a model is added. */
  readonly models: readonly string[];
  /** Whether lists are to be evaluated: recorded here for the same reason. */
  readonly evaluatesLists: boolean;
  readonly shards: readonly FilteredShard[];
  readonly activeAdvertisers: ParquetFile;
  /**
   * The objects read: log, key, etag, size_bytes, records, rejected, ignored, first_day, last_day, rejects_key, source,
   * zone_data.
   */
  readonly inputs: ParquetFile;
  /** The descriptions by which they were read: source (the hash), log, text; missing if there were none. */
  readonly sources?: ParquetFile;
}

/** Input of a rank step. */
export interface RankInput {
  readonly executionDate: CalendarDay;
  /** Names of the models to rank with. */
  readonly models: readonly string[];
  readonly shards: FilterResult['shards'];
}

/** The lists of one model. */
export interface RankResult {
  readonly model: string;
  /** Advertisers that have a list. */
  readonly advertisers: number;
  /** Products in all lists. */
  readonly entries: number;
  /** One row for each product of a list: one file for each shard. */
  readonly lists: readonly ParquetFile[];
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

/** Input of the step that evaluates. */
export interface EvaluateInput {
  readonly executionDate: CalendarDay;
}

/** What became of the lists of one date on the day after. */
export interface EvaluatedDate {
  /** The day whose log it is. */
  readonly date: CalendarDay;
  readonly listsDate: CalendarDay;
  /** Advertisers with a click on the day and a list; 0 where there is no evaluation. */
  readonly advertisers: number;
  readonly models: readonly string[];
  /** Why there is no evaluation. */
  readonly skipped?: string;
}

/** What a run has evaluated: the lists of the date before, and its own where the date after is published already. */
export interface EvaluateResult {
  readonly evaluated: readonly EvaluatedDate[];
}

/** Input of the record of a run that published nothing. */
export interface RecordRunEndInput {
  readonly executionDate: CalendarDay;
  readonly status: 'failed' | 'cancelled';
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}

/** What the record of a run's end tells the workflow. */
export interface RecordedEnd {
  /** Whether a receiver of notices is set; missing where an earlier version recorded the end. */
  readonly notifies?: boolean;
}

/** What became of a notice. */
export interface SentNotice {
  /** False where no receiver is set. */
  readonly isSent: boolean;
}

/** The activities of a run; `rank…` as `domain/rank-steps.ts` names them. */
export interface Activities {
  filterLogs(input: FilterInput): Promise<FilterResult>;
  writeLists(input: WriteInput): Promise<WriteResult>;
  evaluateLists(input: EvaluateInput): Promise<EvaluateResult>;
  recordRunEnd(input: RecordRunEndInput): Promise<RecordedEnd>;
  sendNotice(notice: Notice): Promise<SentNotice>;
  /** Names of the registered search attributes; a local activity. */
  findSearchAttributes(): Promise<readonly SearchAttributeName[]>;
  [rank: `rank${string}`]: (input: RankInput) => Promise<readonly RankResult[]>;
}

/** Input of the counting of an object: the object as it was when it was listed. */
export type CountObjectInput = LogObject;

/** A set of small objects, whose list is in the lake. */
export interface CountSetStep {
  readonly id: string;
  /** How many objects it has. */
  readonly objects: number;
  readonly sizeBytes: number;
  readonly firstKey: string;
}

/** Input of the counting of small objects. */
export interface CountSmallObjectsInput {
  readonly log: EventLogName;
  readonly sets: readonly CountSetStep[];
}

/** What came of counting small objects. */
export interface CountedSmallObjects {
  /** Objects counted now; others had been counted before. */
  readonly counted: number;
  /** Objects that cannot be read. */
  readonly refused: number;
  /** Objects that were replaced or removed meanwhile, and the first of them. */
  readonly changed: number;
  readonly changedKeys: readonly string[];
}

/** Input of the last step of counting an object. */
export interface FinishObjectInput extends LogObject {
  readonly headerLines: number;
  readonly ranges: readonly RangeCounts[];
  readonly parts: readonly CountsPart[];
}

/** The activities that count objects of an event log, whatever the dates that wait for them. */
export interface CountingActivities {
  /** Counts an object of one range, or plans the ranges of a larger one. */
  openObject(input: CountObjectInput): Promise<{ counted: ObjectCounts } | { plan: CountingPlan }>;
  countRange(input: Omit<RangeInput, 'owner'>): Promise<RangeCounts>;
  /** Adds up the counts of one shard's advertisers; null where they have too many products for one. */
  mergeCounts(
    input: LogObject & { readonly parts: readonly CountsPart[]; readonly shard: Shard },
  ): Promise<CountsPart | null>;
  finishObject(input: FinishObjectInput): Promise<ObjectCounts>;
  /** Makes known that an object cannot be read; always fails. */
  refuseObject(input: BadObject): Promise<never>;
  /** Counts those objects of a set that have not been counted yet, and makes the counts of all known. */
  countSet(input: CountSetStep & { readonly log: EventLogName }): Promise<CountedSmallObjects>;
}
