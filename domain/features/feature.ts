import type { EventLogName } from '../logs';
import type { NumberColumn } from '../product-counts';

/** The counts of one log: a row for each day and product, in the order of days. */
export interface DailyCounts {
  /** Days since 1970-01-01. */
  readonly day: Int32Array;
  /** By row: the number of the product. */
  readonly product: Int32Array;
  /** By counter of the log, and by row. */
  readonly counters: readonly NumberColumn[];
}

/** The settings that features may depend on. */
export interface FeatureSettings {
  /** Days in which the weight of a product view halves. */
  readonly halfLifeDays: number;
}

/** A running aggregate over the rows of a log, which continues from date to date. */
export interface FeatureState {
  /** Adds the rows from `start` up to `end`; none is on an earlier day than a row added before. */
  add(rows: DailyCounts, start: number, end: number): void;
  /**
   * The values of each column by product on `day`, which must not be before the last added row.
   *
   * @param end the first row that is not part of the aggregate, for a feature that must look at its rows again.
   */
  valuesOn(today: number, rows: DailyCounts, end: number): readonly NumberColumn[];
}

/**
 * A model's input besides the sums of the counters. The filter step aggregates it and writes one file, named after the
 * feature; the rank step reads the file for the models that list the feature.
 */
export interface Feature {
  /** Name of its file in the lake. */
  readonly name: string;
  /** The log whose counts it aggregates. */
  readonly log: EventLogName;
  /** Columns of its file. A product without a value has 0. */
  readonly columns: readonly { readonly name: string; readonly type: 'INTEGER' | 'DOUBLE' }[];
  /** Creates an aggregate without rows, for this number of products. */
  begin(products: number, settings: FeatureSettings): FeatureState;
}

/** Columns of features by name; a column has one entry per product. */
export type FeatureColumns = Readonly<Record<string, NumberColumn>>;

/** Returns a column that a model needs. @throws Error if the model does not list the column's feature */
export function featureColumn(columns: FeatureColumns, name: string): NumberColumn {
  const column = columns[name];
  if (column === undefined) throw new Error(`no feature of the model has the column ${name}`);
  return column;
}
