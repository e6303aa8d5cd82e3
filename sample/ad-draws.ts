import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { CLICK, CONVERSION, IMPRESSION } from './pair-draws';
import type { EventDraws, PairDraws } from './pair-draws';

/** Without a `ctr`, one well-formed row of `ads_views` in this number is a click. */
export const ROWS_PER_CLICK = 100;

const RANDOM_VALUES = 2 ** 32;

/** Draws ad events: one in `ROWS_PER_CLICK` is a click, by the products' popularity in clicks. */
export class RegularAds implements EventDraws {
  type: number = IMPRESSION;
  readonly #pairs: PairDraws;
  #row = 0;

  constructor(pairs: PairDraws) {
    this.#pairs = pairs;
  }

  next(): number {
    this.#row += 1;
    const isClick = this.#row % ROWS_PER_CLICK === 0;
    this.type = isClick ? CLICK : IMPRESSION;
    return isClick ? this.#pairs.nextClicked() : this.#pairs.next();
  }
}

/** Draws impressions, each followed by a click with the click probability of its product. */
export class ProbableAds implements EventDraws {
  type: number = IMPRESSION;
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
    if (this.#isClicked) {
      this.#isClicked = false;
      this.type = CLICK;
    } else {
      this.#pair = this.#pairs.next();
      this.#isClicked = this.#random.next() >>> 0 < (this.#clickValues[this.#pair] ?? 0);
      this.type = IMPRESSION;
    }
    return this.#pair;
  }
}

/** Draws ad events of which a share of the clicks is followed by a conversion of the same product. */
export class ConvertedAds implements EventDraws {
  type: number = IMPRESSION;
  readonly #ads: EventDraws;
  readonly #conversionValues: number;
  readonly #random: RandomGenerator;
  #pair = 0;
  #isConverted = false;

  /**
   * @param share chance that a click is followed by a conversion, 0 to 1.
   * @param random the generator for conversions.
   */
  constructor(ads: EventDraws, share: number, random: RandomGenerator) {
    this.#ads = ads;
    this.#conversionValues = Math.round(share * RANDOM_VALUES);
    this.#random = random;
  }

  next(): number {
    if (this.#isConverted) {
      this.#isConverted = false;
      this.type = CONVERSION;
    } else {
      this.#pair = this.#ads.next();
      this.type = this.#ads.type;
      this.#isConverted = this.type === CLICK && this.#random.next() >>> 0 < this.#conversionValues;
    }
    return this.#pair;
  }
}
