import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Figure } from '../domain/evaluation/score-list';
import type { Counter } from '../domain/logs';
import type { NewestEvents } from '../domain/newest-events';
import type { RejectReason } from '../domain/record-validation';

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
  publications: PublicationsTable;
  evaluations: EvaluationsTable;
  advertiser_evaluations: AdvertiserEvaluationsTable;
  model_evaluations: ModelEvaluationsTable;
  api_keys: ApiKeysTable;
}

/** One row for each list; the place in an array is the rank, from 1. */
interface ListsTable {
  date: string;
  advertiser_id: string;
  product_ids: string[];
}

/** The lists of TopProducts. */
export interface TopProductsListsTable extends ListsTable {
  /** Null where one of them is above 2^31 - 1: then all are in the next column. */
  views: number[] | null;
  wide_views: Generated<string[] | null>;
}

/** The lists of TopCTR. */
export interface TopCtrListsTable extends ListsTable {
  /** These two as `views` of the other table. */
  clicks: number[] | null;
  wide_clicks: Generated<string[] | null>;
  impressions: number[] | null;
  wide_impressions: Generated<string[] | null>;
}

/** The lists of every other model. */
export interface ModelListsTable extends ListsTable {
  model: string;
  /** Arrays by name, where an earlier version published; null otherwise. */
  metrics: JSONColumnType<Record<string, number[]>> | null;
  metric_names: string[] | null;
  /** `[product * metrics + metric]`, both from 0. */
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

/** The products of `top_products_lists`: a view of the contract. */
export interface TopProductsView extends EntriesView {
  views: ReadOnly<number>;
}

/** The products of `top_ctr_lists`: a view of the contract. */
export interface TopCtrProductsView extends EntriesView {
  clicks: ReadOnly<number>;
  impressions: ReadOnly<number>;
  ctr: ReadOnly<number>;
}

/** The products of `model_lists`, their figures by name. */
export interface ModelRecommendationsView extends EntriesView {
  model: ReadOnly<string>;
  metrics: ReadOnly<Record<string, number>>;
}

/** Every advertiser that was ever active in a published run. */
export interface AdvertisersTable {
  advertiser_id: string;
}

/** How far a run is. `abandoned`: it was closed (terminated, timed out) without a word, and a later run followed. */
export type RunStatus = 'running' | 'published' | 'failed' | 'cancelled' | 'abandoned';

/** An object that a run read. */
export interface RunInput {
  readonly key: string;
  readonly etag: string;
  readonly size_bytes: number;
  /** The first and the last day of its events, null where there are none; absent for the active list. */
  readonly first_day?: string | null;
  readonly last_day?: string | null;
}

/** What is odd about a run's data, though no reason to reject a row. */
export interface RunQuality {
  /** Products of active advertisers with more clicks than impressions. */
  readonly ctr_above_1: number;
  /** Products of active advertisers with clicks and no impression. */
  readonly clicks_without_impression: number;
  /** Active advertisers without a row up to the execution date. */
  readonly advertisers_without_rows: number;
}

/** The events of active advertisers on the execution date itself, unlike its lists, which count all history. */
export type RunTotals = Readonly<Record<Counter, number>>;

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

/** What happened on a run's execution date alone, by shard: its products, and their impressions and clicks of the day. */
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
  rows_kept: number | null;
  rows_rejected: number | null;
  rejects: JSONColumnType<Partial<Record<RejectReason, number>>> | null;
  inputs: JSONColumnType<RunInput[]> | null;
  quality: JSONColumnType<RunQuality> | null;
  /** Null also where an earlier version published. */
  totals: JSONColumnType<RunTotals> | null;
  failure: JSONColumnType<RunFailure> | null;
  /** Up to which day each log had events; null also where an earlier version published. */
  newest_events: JSONColumnType<NewestEvents> | null;
  /** Null also where an earlier version published. */
  day_counts: JSONColumnType<DayCounts> | null;
  /** How many advertisers were active; null also where an earlier version published. */
  active_advertisers: number | null;
  /** Whether the run was started to publish in spite of lost advertisers; null where an earlier version began it. */
  accepts_lost_advertisers: boolean | null;
  /** Order in which runs were registered. */
  sequence: Generated<number>;
}

/** What readers see of each date, and the fence in front of it. */
export interface PublicationsTable {
  date: string;
  /** Newest token handed out for the date; only its holder may publish. */
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
  /** In the order of the arrays of `advertiser_evaluations`. */
  models: string[];
  /** With a click on the date, and a list of any model. */
  advertisers: number;
  evaluated_at: Instant;
  /** Grows with every evaluation, of whatever date. */
  token: number;
}

/**
 * One row for each advertiser whose lists were scored on the next day, `date`; arrays have one entry for each of
 * the evaluation's models. The view `list_evaluations` has one row for each list, with its figures.
 */
export interface AdvertiserEvaluationsTable {
  date: string;
  advertiser_id: string;
  /** These two, and the columns of the lists, as `views` of `TopProductsListsTable`. */
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

/** One row for each key of the API, the revoked ones too. */
export interface ApiKeysTable {
  id: string;
  name: string;
  /** Of the secret, which is nowhere. */
  secret_sha256: Buffer;
  /** The advertisers that the key is limited to; null for all. */
  advertisers: string[] | null;
  created_at: ColumnType<Date, never, never>;
  revoked_at: Instant | null;
}

/** A run as it is read back. */
export type Run = Selectable<RunsTable>;
