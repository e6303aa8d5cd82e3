import { addDays, daysFromTo } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';

/** How many rows and keys the logs of a run have. */
export interface Size {
  readonly name: string;
  /** Of `product_views` and of `ads_views`, each. */
  readonly rows: number;
  readonly activeAdvertisers: number;
  readonly inactiveAdvertisers: number;
}

/** The sizes of a whole run, the smallest first. */
export const SIZES: readonly Size[] = [
  { name: 'S', rows: 100_000, activeAdvertisers: 20, inactiveAdvertisers: 5 },
  { name: 'M', rows: 5_000_000, activeAdvertisers: 400, inactiveAdvertisers: 100 },
  { name: 'L', rows: 20_000_000, activeAdvertisers: 2_000, inactiveAdvertisers: 500 },
];
/** Five times L over the same keys, 9 GB of CSV: only when it is asked for. */
export const XL: Size = { name: 'XL', rows: 100_000_000, activeAdvertisers: 2_000, inactiveAdvertisers: 500 };
/** All sizes that can be asked for. */
export const ALL_SIZES: readonly Size[] = [...SIZES, XL];
/** Products of each advertiser, of every size. */
export const PRODUCTS = 100;
/** Days that the logs are spread over, of every size. */
export const LOG_DAYS = 30;
/** The newest day of the logs; later dates publish the same lists. */
export const LAST_LOG_DAY: CalendarDay = '2024-01-30';

/** The measures, in the order in which they run. */
export const MEASURES = [
  'dates',
  'counting',
  'one-date',
  'all-models',
  'many-dates',
  'memory',
  'late-object',
  'small-objects',
  'two-hosts',
] as const;
/** The name of a measure. */
export type MeasureName = (typeof MEASURES)[number];

/** What one call of the bench does. */
export interface Plan {
  readonly isQuick: boolean;
  /** The smallest first, one at least. */
  readonly sizes: readonly Size[];
  readonly repeats: number;
  readonly measures: readonly MeasureName[];
  /** The execution dates of one repeat. */
  readonly dates: readonly CalendarDay[];
  /** The dates of `many-dates`: the same ones, and many after the logs' last day. */
  readonly manyDates: readonly CalendarDay[];
}

/** The smallest size that still has every kind of row, for `--quick`. */
export const QUICK_SIZE: Size = {
  name: 'quick',
  rows: 20_000,
  activeAdvertisers: 20,
  inactiveAdvertisers: 5,
};
const QUICK_DATES = 4;
const QUICK_MANY_DATES = 8;
const MANY_DATES = 730;

/** The plan of a whole run, or of a part of it. */
export function createPlan(asked: {
  readonly sizes: readonly Size[];
  readonly repeats: number;
  readonly measures: readonly MeasureName[];
  readonly isQuick: boolean;
}): Plan {
  const dates = asked.isQuick ? QUICK_DATES : LOG_DAYS;
  const manyDates = asked.isQuick ? QUICK_MANY_DATES : MANY_DATES;
  const firstDate = addDays(LAST_LOG_DAY, 1 - dates);
  return {
    isQuick: asked.isQuick,
    sizes: asked.isQuick ? [QUICK_SIZE] : ALL_SIZES.filter((size) => asked.sizes.includes(size)),
    repeats: asked.isQuick ? 1 : asked.repeats,
    measures: MEASURES.filter((measure) => asked.measures.includes(measure)),
    dates: daysFromTo(firstDate, LAST_LOG_DAY),
    manyDates: daysFromTo(firstDate, addDays(firstDate, manyDates - 1)),
  };
}

/** The size that all measures but `dates` use. */
export function largestSize(plan: Plan): Size {
  const size = plan.sizes.at(-1);
  if (size === undefined) throw new Error('a plan has one size at least');
  return size;
}

/** Twice the rows over the same keys. */
export function doubled(size: Size): Size {
  return { ...size, name: `2×${size.name}`, rows: size.rows * 2 };
}
