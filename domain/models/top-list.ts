import type { NumberColumn } from '../product-counts';
import { LIST_LENGTH } from './model';

/** Tells which of the products at two places comes first: negative for the first of them, as of `Array.sort`. */
export type PlaceOrder = (place: number, other: number) => number;

/** The places of the best products, at most `LIST_LENGTH`, with their scores; made once, and used for one list after the other. */
export class TopList {
  #length = 0;
  // One entry more than a list has, for the product that falls off its end.
  readonly #places = new Int32Array(LIST_LENGTH + 1);
  readonly #scores = new Float64Array(LIST_LENGTH + 1);

  /**
   * Makes the list of the products with the highest of the first `length` scores; those whose score is NaN are left out. Of equal
   * scores the one with more of `tieBreak` is first, then the one whose id comes first.
   */
  fill(scores: Float64Array, length: number, tieBreak: NumberColumn | undefined, idsOrder: PlaceOrder): void {
    const listed = this.#scores;
    const places = this.#places;
    let filled = 0;
    for (let place = 0; place < length; place++) {
      const score = scores[place] ?? NaN;
      // What is worse than the last of a full list is most of what there is.
      if (filled === LIST_LENGTH ? !(score >= (listed[LIST_LENGTH - 1] ?? 0)) : Number.isNaN(score)) continue;
      let at = filled;
      for (; at > 0; at--) {
        const above = listed[at - 1] ?? 0;
        if (score < above) break;
        if (score === above && !isBefore(place, places[at - 1] ?? 0, tieBreak, idsOrder)) break;
        listed[at] = above;
        places[at] = places[at - 1] ?? 0;
      }
      listed[at] = score;
      places[at] = place;
      if (filled < LIST_LENGTH) filled++;
    }
    this.#length = filled;
  }

  /** How many products there are. */
  get length(): number {
    return this.#length;
  }

  /** The place of a product of the list, the best of them at 0. */
  placeAt(index: number): number {
    return this.#places[index] ?? 0;
  }

  /** Its score. */
  scoreAt(index: number): number {
    return this.#scores[index] ?? 0;
  }
}

function isBefore(
  place: number,
  other: number,
  tieBreak: NumberColumn | undefined,
  idsOrder: PlaceOrder,
): boolean {
  const more = tieBreak === undefined ? 0 : (tieBreak[place] ?? 0) - (tieBreak[other] ?? 0);
  return more > 0 || (more === 0 && idsOrder(place, other) < 0);
}
