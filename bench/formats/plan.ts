import type { EventLogName } from '../../domain/logs';
import type { Size } from '../plan';

/** How the same events are written; `day` and `report` are the rows of one day. */
export const FORMAT_INPUTS = [
  'csv',
  'csv-timestamps',
  'csv-described',
  'jsonl',
  'parquet-zstd',
  'parquet-snappy',
  'day',
  'report',
] as const;
/** The name of an input. */
export type FormatInputName = (typeof FORMAT_INPUTS)[number];

/** Rows of each log, where the call does not say how many: as of size L. */
export const DEFAULT_FORMAT_ROWS = 20_000_000;
/** Most rows of a report of one day. */
export const REPORT_ROWS = 1_000_000;
/** The time zone of the days of timestamps. */
export const TIME_ZONE = 'America/Argentina/Buenos_Aires';

const QUICK_ROWS = 20_000;
const ROWS_PER_ADVERTISER = 10_000;
const MIN_ADVERTISERS = 20;
const ADVERTISERS_PER_INACTIVE = 4;

/** What one call of the bench of formats does. */
export interface FormatPlan {
  readonly isQuick: boolean;
  readonly repeats: number;
  readonly inputs: readonly FormatInputName[];
  readonly size: Size;
}

/** A goal for the wall time of ours. */
export interface FormatGoal {
  /** The fastest peer on the same input, or ours on another input: then wall times are divided by rows. */
  readonly to: 'peer' | FormatInputName;
  readonly maxRatio: number;
}

/** The goals, for 20 million rows of each log. */
export const FORMAT_GOALS: Readonly<Partial<Record<FormatInputName, FormatGoal>>> = {
  'csv-timestamps': { to: 'peer', maxRatio: 0.7 },
  'csv-described': { to: 'csv', maxRatio: 1.25 },
  jsonl: { to: 'peer', maxRatio: 0.5 },
  'parquet-zstd': { to: 'peer', maxRatio: 1.2 },
  'parquet-snappy': { to: 'peer', maxRatio: 1.2 },
  report: { to: 'day', maxRatio: 1 },
};
/** The goal for the peak memory of a worker, whatever the input. */
export const MAX_PEAK_MB = 500;

/** The plan of a whole run, of a part of it, or of a tiny one. */
export function createFormatPlan(asked: {
  readonly rows: number;
  readonly repeats: number;
  readonly inputs: readonly FormatInputName[];
  readonly isQuick: boolean;
}): FormatPlan {
  const rows = asked.isQuick ? QUICK_ROWS : asked.rows;
  const activeAdvertisers = Math.max(MIN_ADVERTISERS, Math.round(rows / ROWS_PER_ADVERTISER));
  return {
    isQuick: asked.isQuick,
    repeats: asked.isQuick ? 1 : asked.repeats,
    inputs: FORMAT_INPUTS.filter((input) => asked.inputs.includes(input)),
    size: {
      name: rows.toLocaleString('en'),
      rows,
      activeAdvertisers,
      inactiveAdvertisers: Math.round(activeAdvertisers / ADVERTISERS_PER_INACTIVE),
    },
  };
}

/** The logs of an input. */
export function logsOf(input: FormatInputName): readonly EventLogName[] {
  return input === 'day' || input === 'report' ? ['ads_views'] : ['product_views', 'ads_views'];
}

/** The rows that an input has in each log. */
export function rowsOf(input: FormatInputName, { size }: FormatPlan): number {
  return logsOf(input).length === 1 ? Math.min(REPORT_ROWS, size.rows) : size.rows;
}
