import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { EventDraws, PairDraws } from './pair-draws';

/** Without a `ctr`, one well-formed row of `ads_views` in this number is a click. */
export const ROWS_PER_CLICK = 100;

/** Draws ad events: one in `ROWS_PER_CLICK` is a click, by the products' popularity in clicks. */
export class RegularAds implements EventDraws {
  isClick = false;
  readonly #pairs: PairDraws;
  #row = 0;

  constructor(pairs: PairDraws) {
    this.#pairs = pairs;
  }

  next(): number {
    this.#row += 1;
    this.isClick = this.#row % ROWS_PER_CLICK === 0;
    return this.isClick ? this.#pairs.nextClicked() : this.#pairs.next();
  }
}

/** Draws impressions, each followed by a click with the click probability of its product. */
export class ProbableAds implements EventDraws {
  isClick = false;
  readonly #pairs: PairDraws;
  readonly #clickValues: Uint32Array;
  readonly #random: RandomGenerator;
  #pair = 0;
  #isClicked = false;

  /**
   * @param clickValues for each pair, how many of the 2^32 values of a random number are a click.
   * @param random the generator for clicks.
   */
  constructor(pairs: PairDraws, clickValues: Uint32Array, random: RandomGenerator) {
    this.#pairs = pairs;
    this.#clickValues = clickValues;
    this.#random = random;
  }

  next(): number {
    this.isClick = this.#isClicked;
    if (this.isClick) this.#isClicked = false;
    else {
      this.#pair = this.#pairs.next();
      this.#isClicked = this.#random.next() >>> 0 < (this.#clickValues[this.#pair] ?? 0);
    }
    return this.#pair;
  }
}
