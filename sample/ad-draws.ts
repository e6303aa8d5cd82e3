import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { EventDraws, PairDraws } from './pair-draws';

/** Where clicks are not left to chance, one well-formed row in this many of `ads_views` is one. */
export const ROWS_PER_CLICK = 100;

/** Ad events of which one in `ROWS_PER_CLICK` is a click, by the products' popularity in clicks. */
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

/** Ad events that are impressions, and clicks right behind them: each impression is clicked with its product's probability. */
export class ProbableAds implements EventDraws {
  isClick = false;
  readonly #pairs: PairDraws;
  readonly #clickValues: Uint32Array;
  readonly #random: RandomGenerator;
  #pair = 0;
  #isClicked = false;

  /**
   * @param clickValues for each pair, how many of the 2^32 values of a random number are a click.
   * @param random decides on clicks.
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
