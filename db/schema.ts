import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Figure } from '../domain/evaluation/score-list';
import type { IgnoredCounts } from '../domain/ignored-counts';
import type { Counter } from '../domain/logs';
import type { NewestEvents } from '../domain/newest-events';
import type { RejectReason } from '../domain/record-validation';
import type { StartedBy } from '../domain/started-by';

type Instant = ColumnType<Date, Date | string, Date | string>;

/** The tables and views, column by column; `date` columns are `YYYY-MM-DD` texts, `bigint` columns numbers. */
export interface Database {
  top_products_lists: TopProductsListsTable;
  top_ctr_lists: TopCtrListsTable;
  model_lists: ModelListsTable;
  top_products: TopProductsView;
  top_ctr_products: TopCtrProductsView;
  model_recommendations: ModelRecommendationsView;
  advertisers: AdvertisersTable;
  runs: RunsTable;
  input_chunks: InputChunksTable;
  publications: PublicationsTable;
  evaluations: EvaluationsTable;
  advertiser_evaluations: AdvertiserEvaluationsTable;
  model_evaluations: ModelEvaluationsTable;
  api_keys: ApiKeysTable;
}

/** One row for each list; an index in an array, from 1, is the rank. */
interface ListsTable {
  date: string;
  advertiser_id: string;
  product_ids: string[];
}

/** The lists of TopProducts. */
export interface TopProductsListsTable extends ListsTable {
  /** Null where a count is above 2^31 - 1: then all counts of the list are in the next column. */
  views: number[] | null;
  wide_views: Generated<string[] | null>;
}

/** The lists of TopCTR. */
export interface TopCtrListsTable extends ListsTable {
  /** These two columns are null like `views` of `TopProductsListsTable`. */
  clicks: number[] | null;
  wide_clicks: Generated<string[] | null>;
  impressions: number[] | null;
  wide_impressions: Generated<string[] | null>;
}

/** The lists of every other model. */
export interface ModelListsTable extends ListsTable {
  model: string;
  /** Arrays by metric name, where an earlier version published; null otherwise. */
  metrics: JSONColumnType<Record<string, number[]>> | null;
  metric_names: string[] | null;
  /** `[product * metrics + metric]`, both indexes from 0; NaN for an unknown figure. */
  figures: number[] | null;
}

type ReadOnly<Column> = ColumnType<Column, never, never>;

/** One row for each product of a list. */
interface EntriesView {
  advertiser_id: ReadOnly<string>;
  product_id: ReadOnly<string>;
  date: ReadOnly<string>;
  rank: ReadOnly<number>;
}

/** A view of the contract: the products of `top_products_lists`. */
export interface TopProductsView extends EntriesView {
  views: ReadOnly<number>;
}

/** A view of the contract: the products of `top_ctr_lists`. */
export interface TopCtrProductsView extends EntriesView {
  clicks: ReadOnly<number>;
  impressions: ReadOnly<number>;
  ctr: ReadOnly<number>;
}

/** The products of `model_lists`, their figures by name. */
export interface ModelRecommendationsView extends EntriesView {
  model: ReadOnly<string>;
  metrics: ReadOnly<Record<string, number | null>>;
}

/** Every advertiser that was ever active in a published run. */
export interface AdvertisersTable {
  advertiser_id: string;
}

/** The state of a run. `abandoned`: it was closed (terminated, timed out) without recording its end, and a later run followed. */
type RunStatus = 'running' | 'published' | 'failed' | 'cancelled' | 'abandoned';

/** An object that a run read. */
export interface RunInput {
  readonly key: string;
  readonly etag: string;
  readonly size_bytes: number;
  /** The first and the last day of its events, null without events; absent for the active list. */
  readonly first_day?: string | null;
  readonly last_day?: string | null;
  /** The hash of its description, a key of the run's `sources`; absent where its log has none. */
  readonly source?: string;
  /** The version of the zone data by which its days were found; absent where no day depends on them. */
  readonly zone_data?: string;
}

/** A description by which a run read objects. */
export interface RunSource {
  readonly log: string;
  /** The entry of `sources.json` in words; a line for each where entries differ in their globs only. */
  readonly text: string;
}

/** The descriptions by which a run read objects, by their hashes. */
export type RunSources = Readonly<Record<string, RunSource>>;

/** Oddities in a run's data that are no reason to reject a row. */
export interface RunQuality {
  /** Products of active advertisers with more clicks than impressions. */
  readonly ctr_above_1: number;
  /** Products of active advertisers with clicks and no impression. */
  readonly clicks_without_impression: number;
  /** Active advertisers without a row up to the execution date. */
  readonly advertisers_without_rows: number;
}

/**
 * The events of active advertisers on the execution date itself, unlike its lists, which count all history; `conversions`
 * is missing where an earlier version published.
 */
export type RunTotals = Readonly<Record<Exclude<Counter, 'conversions'>, number>> & {
  readonly conversions?: number;
};

/** Why a run ended without a publication. */
export interface RunFailure {
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}

/** A Parquet file of the lake. */
interface RecordedFile {
  readonly key: string;
  readonly etag: string;
  readonly rows: number;
}

/** The events of a run's execution date alone, by shard: files of products, and of their impressions and clicks on the day. */
export type DayCounts = readonly { readonly products: RecordedFile; readonly adsOfDay: RecordedFile }[];

/** One row for each run of a date. */
export interface RunsTable {
  date: string;
  workflow_id: string;
  run_id: string;
  status: RunStatus;
  started_at: ColumnType<Date, Date | string | undefined, Date | string>;
  finished_at: Instant | null;
  published_at: Instant | null;
  rows_read: number | null;
  /** Events of active advertisers up to the date: where rows carry counts, the sum of these counts. */
  rows_kept: number | null;
  rows_rejected: number | null;
  rejects: JSONColumnType<Partial<Record<RejectReason, number>>> | null;
  /** Rows whose type is ignored, by that type: no rejects, and not kept. Null also where an earlier version published. */
  ignored: JSONColumnType<IgnoredCounts> | null;
  /** The objects read; null also where they are more than a row holds: then `input_chunks` has them. */
  inputs: JSONColumnType<RunInput[]> | null;
  /** The chunks of the objects read, in their order; null where `inputs` has them. */
  input_chunks: string[] | null;
  /** The number of objects read; null also where an earlier version published, like the next. */
  input_objects: number | null;
  /** The bytes of the objects read. */
  input_bytes: number | null;
  /** Null also where an earlier version published. */
  sources: JSONColumnType<RunSources> | null;
  quality: JSONColumnType<RunQuality> | null;
  /** Null also where an earlier version published. */
  totals: JSONColumnType<RunTotals> | null;
  failure: JSONColumnType<RunFailure> | null;
  /** The newest day with events, by log; null also where an earlier version published. */
  newest_events: JSONColumnType<NewestEvents> | null;
  /** Null also where an earlier version published. */
  day_counts: JSONColumnType<DayCounts> | null;
  /** The number of active advertisers; null also where an earlier version published. */
  active_advertisers: number | null;
  /** Whether the run was started to publish in spite of lost advertisers; null where an earlier version began it. */
  accepts_lost_advertisers: boolean | null;
  /** What started the run; null where an earlier version began it, or where it failed before its first step. */
  started_by: StartedBy | null;
  /** Order in which runs were registered. */
  sequence: Generated<number>;
}

/** Objects that runs have read, once for all runs that have read the same. */
export interface InputChunksTable {
  /** Made from the objects: equal chunks have equal ids. */
  id: string;
  /** The number of objects. */
  objects: number;
  /** The objects in byte order of their keys. */
  inputs: JSONColumnType<RunInput[]>;
}

/** The publication of each date that readers see, and the fence that protects it. */
export interface PublicationsTable {
  date: string;
  /** Newest token issued for the date; only its holder may publish. */
  fence: number;
  /** Token under which the lists were published; null before the first publication. */
  published_fence: number | null;
  run_id: string | null;
  published_at: Instant | null;
}

/** Which date's log scored the lists of the previous date, and which runs published the two. */
export interface EvaluationsTable {
  date: string;
  run_id: string;
  lists_date: string;
  lists_run_id: string;
  /** The models, in the order of the arrays of `advertiser_evaluations`. */
  models: string[];
  /** Advertisers with a click on the date and a list of any model. */
  advertisers: number;
  evaluated_at: Instant;
  /** Grows with every evaluation of any date. */
  token: number;
}

/**
 * One row for each advertiser whose lists were scored on the next day, `date`; arrays have one entry for each of
 * the evaluation's models. The view `list_evaluations` has one row for each list, with its figures.
 */
export interface AdvertiserEvaluationsTable {
  date: string;
  advertiser_id: string;
  /** These two columns, and the columns of the lists, are null like `views` of `TopProductsListsTable`. */
  clicks: number | null;
  wide_clicks: Generated<number | null>;
  impressions: number | null;
  wide_impressions: Generated<number | null>;
  products: number[];
  clicked_products: number[];
  listed_clicks: number[] | null;
  wide_listed_clicks: Generated<string[] | null>;
  listed_impressions: number[] | null;
  wide_listed_impressions: Generated<string[] | null>;
  ndcg_at_20: number[];
}

/** One row for each model and figure: its mean over advertisers, with the 95 % interval. */
export interface ModelEvaluationsTable {
  date: string;
  model: string;
  figure: Figure;
  mean: number;
  low: number;
  high: number;
  advertisers: number;
}

/** One row for each key of the API, including revoked keys. */
export interface ApiKeysTable {
  id: string;
  name: string;
  /** Digest of the secret, which is not stored. */
  secret_sha256: Buffer;
  /** The advertisers that the key is limited to; null for all. */
  advertisers: string[] | null;
  created_at: ColumnType<Date, never, never>;
  revoked_at: Instant | null;
}

/** A run as read from the table. */
export type Run = Selectable<RunsTable>;
