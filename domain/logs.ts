/** The logs that a run reads, by name, with the columns that each must have. */
export const LOG_COLUMNS = {
  advertiser_ids: ['advertiser_id'],
  product_views: ['advertiser_id', 'product_id', 'date'],
  ads_views: ['advertiser_id', 'product_id', 'type', 'date'],
} as const;

/** The name of a log. */
export type LogName = keyof typeof LOG_COLUMNS;

/** The logs whose rows are events, each with a day. */
export type EventLogName = Exclude<LogName, 'advertiser_ids'>;

/** The logs of events, which every date reads. */
export const EVENT_LOGS = ['product_views', 'ads_views'] as const satisfies readonly EventLogName[];

/** All logs, the active list first. */
export const LOG_NAMES = Object.keys(LOG_COLUMNS) as LogName[];

/** The counters; one event adds 1 to one counter. */
export const COUNTERS = ['views', 'impressions', 'clicks', 'conversions'] as const;
/** The name of a counter. */
export type Counter = (typeof COUNTERS)[number];

/** The names of the counted events in text for people. */
export const COUNTER_WORDS = {
  views: 'product views',
  impressions: 'impressions',
  clicks: 'clicks',
  conversions: 'conversions',
} as const satisfies Record<Counter, string>;

/** Counts without any event. */
export function noEvents(): Record<Counter, number> {
  return { views: 0, impressions: 0, clicks: 0, conversions: 0 };
}

/** The number of events in these counters. */
export function sumOfCounters(totals: Readonly<Partial<Record<Counter, number>>>): number {
  return COUNTERS.reduce((sum, counter) => sum + (totals[counter] ?? 0), 0);
}

/** The counters that the events of each log add to. */
export const LOG_COUNTERS = {
  product_views: ['views'],
  ads_views: ['impressions', 'clicks', 'conversions'],
} as const satisfies Record<EventLogName, readonly Counter[]>;

/** One row of the active list. */
export interface ActiveAdvertiser {
  readonly advertiserId: string;
}
