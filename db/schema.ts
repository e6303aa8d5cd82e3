import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { RejectReason } from '../domain/record-validation';

type Instant = ColumnType<Date, Date | string, Date | string>;

/** The tables, column by column; `date` columns are `YYYY-MM-DD` texts, `bigint` columns numbers. */
export interface Database {
  top_products: TopProductsTable;
  top_ctr_products: TopCtrProductsTable;
  model_recommendations: ModelRecommendationsTable;
  advertisers: AdvertisersTable;
  runs: RunsTable;
  publications: PublicationsTable;
}

interface ListTable {
  advertiser_id: string;
  product_id: string;
  date: string;
  rank: number;
}

/** The lists of TopProducts: a table of the contract. */
export interface TopProductsTable extends ListTable {
  views: number;
}

/** The lists of TopCTR: a table of the contract. */
export interface TopCtrProductsTable extends ListTable {
  clicks: number;
  impressions: number;
  ctr: number;
}

/** The lists of every other model, its figures by name. */
export interface ModelRecommendationsTable extends ListTable {
  model: string;
  metrics: JSONColumnType<Record<string, number>>;
}

/** Every advertiser that was ever active in a published run. */
export interface AdvertisersTable {
  advertiser_id: string;
  first_active: string;
  last_active: string;
}

/** How far a run is. `abandoned`: it was closed (terminated, timed out) without a word, and a later run followed. */
export type RunStatus = 'running' | 'published' | 'failed' | 'cancelled' | 'abandoned';

/** An object that a run read. */
export interface RunInput {
  readonly key: string;
  readonly etag: string;
  readonly size_bytes: number;
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

/** Why a run ended without a publication. */
export interface RunFailure {
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}

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
  failure: JSONColumnType<RunFailure> | null;
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

/** A run as it is read back. */
export type Run = Selectable<RunsTable>;
