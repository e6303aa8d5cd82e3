import { DoubleDouble } from './exact/double-double';
import { powerOfHalf } from './exact/powers-of-half';

/** Default days in which the weight of a product view halves. */
export const DEFAULT_HALF_LIFE_DAYS = 7;

/** Precision of recent views, in parts of a product view. */
const PARTS = 1_000_000;
/** From here on a double does not have this precision, and results are whole views. */
const WHOLE_FROM = 2 ** 33;
/** The decay of up to this number of days is kept in an array. */
const KNOWN_DAYS = 4_096;
/** Binary places of a computed decay; a sum of two doubles keeps 106 of them. */
const DECAY_BITS = 160n;
/** Half-lives after which a weight counts as 0. */
const MAX_HALVINGS = 800n;
/** An upper bound for the error of a sum over ten thousand years, as a share of one part and of all parts. */
const ERROR = 1 / 2 ** 72;

/** Product views of one day, and how many days ago it was. */
export type AgedViews = readonly [ageDays: number, views: number];

/** The decay of product views: 2^(-days / half-life). */
export class Decay {
  /** The half-life as a fraction, from the shortest decimal number that parses to its double. */
  readonly #dividend: bigint;
  readonly #divisor: bigint;
  readonly #known = { highs: new Float64Array(KNOWN_DAYS).fill(NaN), lows: new Float64Array(KNOWN_DAYS) };
  readonly #more = new Map<number, DoubleDouble>();

  constructor(halfLifeDays: number) {
    const [whole = '', fraction = ''] = String(halfLifeDays).split('.');
    this.#dividend = BigInt(whole + fraction);
    this.#divisor = 10n ** BigInt(fraction.length);
  }

  /** Multiplies recent views by the decay of these days. */
  apply(recent: DoubleDouble, days: number): void {
    if (days === 0) return;
    const { highs, lows } = this.#known;
    const high = highs[days];
    if (high === undefined) {
      const { high: far, low } = this.#far(days);
      recent.multiply(far, low);
    } else if (Number.isNaN(high)) {
      const { high: first, low } = this.#weightAfter(days);
      highs[days] = first;
      lows[days] = low;
      recent.multiply(first, low);
    } else recent.multiply(high, lows[days]);
  }

  /** Bounds, in whole multiples of 2^-bits, of the weight of a view after these days. */
  bounds(days: number, bits: bigint): ReturnType<typeof powerOfHalf> {
    return powerOfHalf(BigInt(days) * this.#divisor, this.#dividend, bits);
  }

  #far(days: number): DoubleDouble {
    let weight = this.#more.get(days);
    if (weight === undefined) this.#more.set(days, (weight = this.#weightAfter(days)));
    return weight;
  }

  #weightAfter(days: number): DoubleDouble {
    const exponent = BigInt(days) * this.#divisor;
    const { low: bits } = powerOfHalf(exponent % this.#dividend, this.#dividend, DECAY_BITS);
    const high = Number(bits);
    const halvings = exponent / this.#dividend;
    // After so many, even 2^53 views are far below a millionth of one view.
    if (halvings > MAX_HALVINGS) return new DoubleDouble();
    const scale = Number(1n << (DECAY_BITS + halvings));
    return new DoubleDouble().setSum(high / scale, Number(bits - BigInt(high)) / scale);
  }
}

/**
 * Recent views by product ordinal, which continue from day to day: Σ views(d) · 2^(-(D - d) / h), rounded to a millionth of
 * a view, and to whole views from 2^33 on. A sum is either exact enough to be rounded correctly or reported as not exact
 * enough. So a date has the same figures on every version of Node, whichever days its sums continued from.
 */
export class RecentViews {
  readonly decay: Decay;
  readonly #highs: Float64Array;
  readonly #lows: Float64Array;
  readonly #days: Int32Array;
  readonly #sum = new DoubleDouble();

  constructor(products: number, halfLifeDays: number) {
    this.decay = new Decay(halfLifeDays);
    this.#highs = new Float64Array(products);
    this.#lows = new Float64Array(products);
    this.#days = new Int32Array(products);
  }

  /** Adds the views of a product on a day that is not before its last day. */
  add(product: number, day: number, views: number): void {
    const sum = this.#take(product, day);
    sum.add(views);
    this.#highs[product] = sum.high;
    this.#lows[product] = sum.low;
    this.#days[product] = day;
  }

  /** The recent views of a product on a day that is not before its last day; NaN where only `exactRecentViews` can round them. */
  on(product: number, day: number): number {
    return this.#highs[product] === 0 ? 0 : rounded(this.#take(product, day));
  }

  /** The unrounded sum of a product on a day; valid until the next call. */
  #take(product: number, day: number): DoubleDouble {
    const sum = this.#sum;
    sum.high = this.#highs[product] ?? 0;
    sum.low = this.#lows[product] ?? 0;
    // While the sum is 0, its day has no meaning: do not decay.
    if (sum.high !== 0) this.decay.apply(sum, day - (this.#days[product] ?? 0));
    return sum;
  }
}

/** The recent views of a product, from all its views. */
export function recentViewsOf(all: readonly AgedViews[], decay: Decay): number {
  const sum = new DoubleDouble();
  const part = new DoubleDouble();
  for (const [ageDays, views] of all) {
    decay.apply(part.setSum(views, 0), ageDays);
    sum.add(part.high, part.low);
  }
  const recent = rounded(sum);
  return Number.isNaN(recent) ? exactRecentViews(all, decay) : recent;
}

/** The same, with as many bits as needed. */
export function exactRecentViews(all: readonly AgedViews[], decay: Decay): number {
  // This terminates: a sum with an irrational power never lies exactly between two parts, and any other sum has a last bit.
  for (let bits = 128n; ; bits *= 2n) {
    let [low, high] = [0n, 0n];
    for (const [ageDays, views] of all) {
      const bounds = decay.bounds(ageDays, bits);
      low += bounds.low * BigInt(views);
      high += bounds.high * BigInt(views);
    }
    const parts = low >> bits >= WHOLE_FROM ? 1 : PARTS;
    const roundedOf = (sum: bigint) => (2n * sum * BigInt(parts) + (1n << bits)) >> (bits + 1n);
    if (roundedOf(low) === roundedOf(high)) return Number(roundedOf(low)) / parts;
  }
}

/** Rounds to parts, half up; NaN where the sum is too near to a half. */
function rounded(sum: DoubleDouble): number {
  const parts = sum.high >= WHOLE_FROM ? 1 : PARTS;
  const { high, low } = sum.multiply(parts);
  const whole = Math.floor(high);
  const rest = high - whole + low + 0.5;
  const error = (high + 1) * ERROR;
  const up = Math.floor(rest - error);
  return up === Math.floor(rest + error) ? (whole + up) / parts : NaN;
}
