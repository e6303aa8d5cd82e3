import { LOG_COLUMNS, LOG_COUNTERS } from '../../domain/logs';
import type { LogName } from '../../domain/logs';

/** The logs that can be described, by name. */
export type SourceLog = LogName | 'excluded_products';

/** The formats of a log's objects. */
export const FORMAT_NAMES = ['csv', 'jsonl', 'parquet'] as const;
/** The format of an object of a log. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** How an object is compressed: '' for not at all. */
export type Compression = '' | 'gz' | 'zst';

/** The fields that hold a day. */
export const DAY_FIELDS = ['date', 'from', 'to'] as const;
/** A field that holds a day. */
export type DayField = (typeof DAY_FIELDS)[number];

/** The counters that a row of each log may add to, in the order of their sums. */
export const SOURCE_COUNTERS = {
  advertiser_ids: [],
  product_views: ['views'],
  ads_views: ['impressions', 'clicks', 'conversions'],
  excluded_products: [],
} as const satisfies Record<SourceLog, readonly string[]>;
/** A counter that a row may add to. */
export type SourceCounter = (typeof SOURCE_COUNTERS)[SourceLog][number];

/** What a value of `type` may mean. */
export const TYPE_WORDS = ['view', 'impression', 'click', 'conversion', 'ignored'] as const;
/** What a value of `type` means: a row that adds 1 to a counter, or a row that is counted apart. */
export type TypeWord = (typeof TYPE_WORDS)[number];
/** The values of `type` by what they mean. */
export type SourceTypes = Readonly<Partial<Record<TypeWord, readonly string[]>>>;

/** The name of a field of a row. */
export type FieldName = 'advertiser_id' | 'product_id' | 'type' | DayField | SourceCounter;

/** The fields of each log, those that a description may leave out last. */
export const SOURCE_FIELDS = {
  advertiser_ids: { required: ['advertiser_id'], optional: [] },
  product_views: { required: ['advertiser_id', 'product_id', 'date'], optional: ['type', 'views'] },
  ads_views: {
    required: ['advertiser_id', 'product_id', 'date'],
    optional: ['type', 'impressions', 'clicks', 'conversions'],
  },
  excluded_products: { required: ['advertiser_id', 'product_id'], optional: ['from', 'to'] },
} as const satisfies Record<
  SourceLog,
  { readonly required: readonly FieldName[]; readonly optional: readonly FieldName[] }
>;

/** The fields of each log without a description, in the order of its columns. */
const PLAIN_FIELDS: Readonly<Record<SourceLog, readonly FieldName[]>> = {
  ...LOG_COLUMNS,
  excluded_products: ['advertiser_id', 'product_id', 'from', 'to'],
};

/** All logs that can be described. */
export const SOURCE_LOGS = Object.keys(SOURCE_FIELDS) as SourceLog[];

/** Where a field's text comes from: a column (of JSON lines and Parquet a dotted path), a constant, a partition of the key. */
export type FieldSource =
  { readonly column: string } | { readonly value: string } | { readonly path: string };

/** A field of an entry; `format` is there for days only. */
export type EntryField = FieldSource & { readonly format?: string };

/** How one kind of objects of a log is read. */
export interface SourceEntry {
  /** JSON path of the entry in its description. */
  readonly at: string;
  /** Glob over keys of the lake. */
  readonly objects: string;
  /** The format, where the names do not tell it. */
  readonly format?: FormatName;
  readonly csv: {
    readonly delimiter: string;
    /** Column names of files without a header. */
    readonly header?: readonly string[];
  };
  readonly columns: Readonly<Partial<Record<FieldName, EntryField>>>;
  /** Which values of `type` mean what; `defaultTypes` where it is left out. */
  readonly types?: SourceTypes;
}

/** Descriptions of logs; a log without entries is read by the rules for plain logs. */
export interface LogSources {
  readonly timeZone: string;
  readonly logs: Readonly<Partial<Record<SourceLog, readonly SourceEntry[]>>>;
}

/** What is wrong with a description: where, what, and what to do about it. */
export interface SourceFault {
  /** JSON path, e.g. `$.logs.ads_views[1].columns.date.format`. */
  readonly path: string;
  readonly fault: string;
  readonly remedy: string;
}

/** Thrown where a description does not fit an object. */
export class SourceFaultError extends Error {
  override readonly name = 'SourceFaultError';

  constructor(readonly fault: SourceFault) {
    super(`${fault.path} ${fault.fault}; ${fault.remedy}`);
  }
}

/** The words that `types` of a log may explain. */
export function typeWordsOf(log: SourceLog): readonly TypeWord[] {
  const counters: readonly string[] = SOURCE_COUNTERS[log];
  return counters.length === 0
    ? []
    : TYPE_WORDS.filter((word) => word === 'ignored' || counters.includes(`${word}s`));
}

/** The values of `type` where a description leaves `types` out: the words of the counters that are counted. */
export function defaultTypes(log: SourceLog): SourceTypes {
  const counted: readonly string[] = log === 'ads_views' || log === 'product_views' ? LOG_COUNTERS[log] : [];
  return Object.fromEntries(
    typeWordsOf(log)
      .filter((word) => counted.includes(`${word}s`))
      .map((word) => [word, [word]]),
  );
}

/** Tells whether a field holds a day. */
export function isDayField(field: FieldName): field is DayField {
  return (DAY_FIELDS as readonly FieldName[]).includes(field);
}

/** The columns of a log that is not described: each under the name of its field, days as `YYYY-MM-DD`. */
export function plainColumns(log: SourceLog): SourceEntry['columns'] {
  return Object.fromEntries(
    PLAIN_FIELDS[log].map((name) => [name, { column: name, ...(isDayField(name) && { format: 'date' }) }]),
  );
}

/** The entry that reads a log as it is without a description. */
export function plainEntry(log: SourceLog): SourceEntry {
  return { at: `$.logs.${log}`, objects: '', csv: { delimiter: ',' }, columns: plainColumns(log) };
}
