import type { NumberColumn } from '../product-counts';
import { LIST_LENGTH } from './model';

/** Compares the products with two ordinals, as for `Array.sort`: negative if the first one comes first. */
export type OrdinalOrder = (ordinal: number, other: number) => number;

/** The ordinals of the best products, at most `LIST_LENGTH`, with their scores. One instance is reused for many lists. */
export class TopList {
  #length = 0;
  // One more entry than a list has, for the product that drops off the end.
  readonly #ordinals = new Int32Array(LIST_LENGTH + 1);
  readonly #scores = new Float64Array(LIST_LENGTH + 1);

  /**
   * Lists the products with the highest of the first `length` scores, without NaN scores. Ties go to the larger `tieBreak`,
   * then to the smaller id.
   */
  fill(
    scores: Float64Array,
    length: number,
    tieBreak: NumberColumn | undefined,
    idsOrder: OrdinalOrder,
  ): void {
    const listed = this.#scores;
    const ordinals = this.#ordinals;
    let filled = 0;
    for (let ordinal = 0; ordinal < length; ordinal++) {
      const score = scores[ordinal] ?? NaN;
      // Most products are worse than the last product of a full list.
      if (filled === LIST_LENGTH ? !(score >= (listed[LIST_LENGTH - 1] ?? 0)) : Number.isNaN(score)) continue;
      let at = filled;
      for (; at > 0; at--) {
        const above = listed[at - 1] ?? 0;
        if (score < above) break;
        if (score === above && !isBefore(ordinal, ordinals[at - 1] ?? 0, tieBreak, idsOrder)) break;
        listed[at] = above;
        ordinals[at] = ordinals[at - 1] ?? 0;
      }
      listed[at] = score;
      ordinals[at] = ordinal;
      if (filled < LIST_LENGTH) filled++;
    }
    this.#length = filled;
  }

  /** How many products there are. */
  get length(): number {
    return this.#length;
  }

  /** The ordinal of the product at a position of the list; the best is at 0. */
  ordinalAt(index: number): number {
    return this.#ordinals[index] ?? 0;
  }

  /** Its score. */
  scoreAt(index: number): number {
    return this.#scores[index] ?? 0;
  }
}

function isBefore(
  ordinal: number,
  other: number,
  tieBreak: NumberColumn | undefined,
  idsOrder: OrdinalOrder,
): boolean {
  const more = tieBreak === undefined ? 0 : (tieBreak[ordinal] ?? 0) - (tieBreak[other] ?? 0);
  return more > 0 || (more === 0 && idsOrder(ordinal, other) < 0);
}
