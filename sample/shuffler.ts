import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Shuffles the numbers 0 to `count - 1`; each call reuses the same memory. */
export class Shuffler {
  readonly #count: number;
  readonly #leaves: number;
  /** A binary tree over the numbers with the root at 1: each node has the number of its remaining leaves. `#full` is the initial tree. */
  readonly #remaining: Uint32Array;
  readonly #full: Uint32Array;

  constructor(count: number) {
    this.#count = count;
    this.#leaves = 2 ** (32 - Math.clz32(count - 1));
    this.#full = new Uint32Array(2 * this.#leaves).fill(1, this.#leaves, this.#leaves + count);
    for (let node = this.#leaves - 1; node > 0; node -= 1) {
      this.#full[node] = (this.#full[2 * node] ?? 0) + (this.#full[2 * node + 1] ?? 0);
    }
    this.#remaining = new Uint32Array(this.#full.length);
  }

  /** Writes all numbers into `target` from `offset` on, in random order. */
  shuffle(random: RandomGenerator, target: Uint32Array, offset: number): void {
    this.#remaining.set(this.#full);
    for (let left = this.#count; left > 0; left -= 1) {
      target[offset + this.#count - left] = this.#take(uniformInt(random, 0, left - 1));
    }
  }

  /** Takes the remaining number that has `skipped` smaller remaining numbers. */
  #take(skipped: number): number {
    const remaining = this.#remaining;
    let node = 1;
    let before = skipped;
    remaining[node] = (remaining[node] ?? 0) - 1;
    while (node < this.#leaves) {
      node *= 2;
      const here = remaining[node] ?? 0;
      if (before >= here) {
        before -= here;
        node += 1;
      }
      remaining[node] = (remaining[node] ?? 0) - 1;
    }
    return node - this.#leaves;
  }
}
