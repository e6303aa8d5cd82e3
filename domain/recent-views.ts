import { DoubleDouble } from './exact/double-double';
import { powerOfHalf } from './exact/powers-of-half';

/** Days in which the weight of a product view halves, where nothing is set. */
export const DEFAULT_HALF_LIFE_DAYS = 7;

/** Parts of a product view that are told apart. */
const PARTS = 1_000_000;
/** From here on a double cannot tell them apart: views are told as whole ones. */
const WHOLE_FROM = 2 ** 33;
/** Numbers of days whose decay is in an array. */
const KNOWN_DAYS = 4_096;
/** A decay is made with so many binary places, of which a sum of two doubles keeps 106. */
const DECAY_BITS = 160n;
/** Times that a weight halves before it counts as nothing. */
const MAX_HALVINGS = 800n;
/** More than all sums of ten thousand years are off by, as a share of one part and of all parts. */
const ERROR = 1 / 2 ** 72;

/** Product views of one day, so many days ago. */
export type AgedViews = readonly [ageDays: number, views: number];

/** What product views weigh later: 2^(-days / half-life). */
export class Decay {
  /** The half-life as a fraction: the shortest decimal number that is its double, as a person would type it. */
  readonly #dividend: bigint;
  readonly #divisor: bigint;
  readonly #known = { highs: new Float64Array(KNOWN_DAYS).fill(NaN), lows: new Float64Array(KNOWN_DAYS) };
  readonly #more = new Map<number, DoubleDouble>();

  constructor(halfLifeDays: number) {
    const [whole = '', fraction = ''] = String(halfLifeDays).split('.');
    this.#dividend = BigInt(whole + fraction);
    this.#divisor = 10n ** BigInt(fraction.length);
  }

  /** Lets that many days go by over recent views. */
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

  /** What a view weighs after that many days, between two whole numbers of 2^-bits. */
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
    // After so many, 2^53 views are nothing to a millionth of one.
    if (halvings > MAX_HALVINGS) return new DoubleDouble();
    const scale = Number(1n << (DECAY_BITS + halvings));
    return new DoubleDouble().setSum(high / scale, Number(bits - BigInt(high)) / scale);
  }
}

/**
 * Recent views of products, by place, which go on from day to day: Σ views(d) · 2^(-(D - d) / h), rounded to a millionth of
 * a view, and to whole views from 2^33 of them on. The sum is exact enough to round it rightly, or known to be not: so a
 * date has the same figures on every version of Node, whichever days its sums went on from.
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

  /** Adds the views of a product on a day, which is not before its last one. */
  add(place: number, day: number, views: number): void {
    const sum = this.#take(place, day);
    sum.add(views);
    this.#highs[place] = sum.high;
    this.#lows[place] = sum.low;
    this.#days[place] = day;
  }

  /** The recent views of a product on a day, not before its last one; NaN where only `exactRecentViews` can round them. */
  on(place: number, day: number): number {
    return this.#highs[place] === 0 ? 0 : rounded(this.#take(place, day));
  }

  /** What a product has on a day; valid until the next call. */
  #take(place: number, day: number): DoubleDouble {
    const sum = this.#sum;
    sum.high = this.#highs[place] ?? 0;
    sum.low = this.#lows[place] ?? 0;
    // While the sum is 0, its day has no meaning: do not decay.
    if (sum.high !== 0) this.decay.apply(sum, day - (this.#days[place] ?? 0));
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

/** The same with as many bits as it takes. */
export function exactRecentViews(all: readonly AgedViews[], decay: Decay): number {
  // It ends: a sum with a power that is no fraction is never in the middle between two parts, any other has its last bit.
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

/** Rounds to parts, half of one up; NaN where the sum is too near to a half. */
function rounded(sum: DoubleDouble): number {
  const parts = sum.high >= WHOLE_FROM ? 1 : PARTS;
  const { high, low } = sum.multiply(parts);
  const whole = Math.floor(high);
  const rest = high - whole + low + 0.5;
  const error = (high + 1) * ERROR;
  const up = Math.floor(rest - error);
  return up === Math.floor(rest + error) ? (whole + up) / parts : NaN;
}
