import { addDays, isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';

/** Smallest and largest value of each numeric option; all but `skew`, `malformed`, `ctr` and `conversions` are whole numbers. */
export const SAMPLE_LIMITS = {
  /** The largest is about 40 GB for each log. */
  rowsPerLog: { min: 0, max: 1_000_000_000 },
  /** The largest is a century. */
  days: { min: 1, max: 36_525 },
  /** The generator's state contains 32 bits of the seed. */
  seed: { min: 0, max: 0xffff_ffff },
  advertisers: { min: 1, max: 1_000_000 },
  inactive: { min: 0, max: 1_000_000 },
  products: { min: 1, max: 100_000 },
  skew: { min: 0, max: 10 },
  malformed: { min: 0, max: 0.5 },
  ctr: { min: 0, max: 1 },
  conversions: { min: 0, max: 1 },
} as const;

/** Most products of all advertisers together, active or not: this number takes about 600 MB of memory. */
export const MAX_PAIRS = 20_000_000;

/** Most parts of an event log: each is an object that a run lists and opens. */
export const MAX_PARTS = 10_000;

/** The defaults of a sample's options. */
export const WORLD_DEFAULTS = { advertisers: 20, inactive: 5, products: 100, malformed: 0, conversions: 0 };

/** The options of a sample: the same options give the same bytes on every machine and in every time zone. */
export interface SampleOptions {
  /** Rows of `product_views` and also of `ads_views`, including malformed ones, without the header. */
  readonly rowsPerLog: number;
  /** Days that the rows are spread over. */
  readonly days: number;
  /** The newest day of the sample, `YYYY-MM-DD`. */
  readonly lastDay: CalendarDay;
  readonly seed: number;
  /** Advertisers that are listed in `advertiser_ids`; default 20. */
  readonly advertisers?: number | undefined;
  /** Advertisers that appear in the events only; default 5. */
  readonly inactive?: number | undefined;
  /** Products of each advertiser, active or not; default 100. At most `MAX_PAIRS` for all together. */
  readonly products?: number | undefined;
  /**
   * Exponent of Zipf's law: the advertiser, and the product of an advertiser, of rank r has the weight 1/r^skew.
   * Without it popularities differ little: by a factor of eleven for products and of three for advertisers.
   */
  readonly skew?: number | undefined;
  /** Share of the rows of each event log that are malformed; default 0. */
  readonly malformed?: number | undefined;
  /**
   * Mean click probability of an advertiser's products: each impression is clicked at random with its product's probability
   * (`clickProbabilities`). Without it one well-formed row in 100 is a click.
   */
  readonly ctr?: number | undefined;
  /** Chance that a click is followed by a conversion of the same product, in the next row; default 0. */
  readonly conversions?: number | undefined;
}

/** `SampleOptions` with every default filled in. */
export interface ResolvedSampleOptions extends Required<SampleOptions> {
  readonly advertisers: number;
  readonly inactive: number;
  readonly products: number;
  readonly malformed: number;
  readonly conversions: number;
}

/** Fills in the defaults; throws a RangeError that names the option if one is out of range. */
export function resolveOptions(options: SampleOptions): ResolvedSampleOptions {
  const resolved = {
    ...options,
    advertisers: options.advertisers ?? WORLD_DEFAULTS.advertisers,
    inactive: options.inactive ?? WORLD_DEFAULTS.inactive,
    products: options.products ?? WORLD_DEFAULTS.products,
    skew: options.skew,
    ctr: options.ctr,
    malformed: options.malformed ?? WORLD_DEFAULTS.malformed,
    conversions: options.conversions ?? WORLD_DEFAULTS.conversions,
  };
  for (const name of ['rowsPerLog', 'days', 'seed', 'advertisers', 'inactive', 'products'] as const) {
    if (!Number.isInteger(resolved[name])) refuse(name, 'a whole number', resolved[name]);
    check(name, 'a whole number', resolved[name]);
  }
  check('malformed', 'a number', resolved.malformed);
  check('conversions', 'a number', resolved.conversions);
  if (resolved.skew !== undefined) check('skew', 'a number', resolved.skew);
  if (resolved.ctr !== undefined) check('ctr', 'a number', resolved.ctr);
  const { days, lastDay, products } = resolved;
  const all = resolved.advertisers + resolved.inactive;
  if (all * products > MAX_PAIRS) {
    throw new RangeError(
      `${all} advertisers, active and inactive, with ${products} products each are more than ` +
        `${MAX_PAIRS} products in all; ask for fewer products or advertisers`,
    );
  }
  if (!isCalendarDay(lastDay)) throw new RangeError(`lastDay must be a day as YYYY-MM-DD, not "${lastDay}"`);
  if (!isCalendarDay(addDays(lastDay, 1 - days))) {
    throw new RangeError(`${days} days up to ${lastDay} begin before the year 1`);
  }
  return resolved;
}

function check(name: keyof typeof SAMPLE_LIMITS, kind: string, value: number): void {
  const { min, max } = SAMPLE_LIMITS[name];
  // This form of the condition rejects NaN.
  if (!(value >= min && value <= max)) refuse(name, kind, value);
}

function refuse(name: keyof typeof SAMPLE_LIMITS, kind: string, value: number): never {
  const { min, max } = SAMPLE_LIMITS[name];
  throw new RangeError(`${name} must be ${kind} from ${min} to ${max}, not ${value}`);
}
