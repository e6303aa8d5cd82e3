const SPAN_BITS = 32;

/**
 * A weighted choice among the items 0 to `count - 1`, in constant time: the 2^32 values of a random number are divided
 * among the items in order, and a guide table says at which item to begin.
 */
export class WeightedChoice {
  /** The first value of each item. */
  readonly #starts: Uint32Array;
  /** By cell, of equal sizes: the item of the cell's first value. */
  readonly #guide: Uint32Array;
  readonly #guideShift: number;
  readonly #last: number;

  /**
   * @param weightOf the weight of an item, positive and finite.
   * @param resolutionBits each item's share of the values is a positive multiple of 2^-`resolutionBits`, so that every
   * item is possible. Only sums, products and quotients are used, which are the same on every machine.
   */
  constructor(count: number, weightOf: (item: number) => number, resolutionBits = SPAN_BITS) {
    const slots = 2 ** resolutionBits;
    if (count < 1 || count > slots) throw new RangeError(`${count} items do not fit into ${slots} slots`);
    this.#last = count - 1;
    this.#starts = new Uint32Array(count);
    const slotValues = 2 ** (SPAN_BITS - resolutionBits);
    let total = 0;
    for (let item = 0; item < count; item += 1) total += weightOf(item);
    let reached = 0;
    let end = 0;
    for (let item = 0; item < count; item += 1) {
      this.#starts[item] = end * slotValues;
      reached += weightOf(item);
      const fair = Math.round((reached / total) * slots);
      end = Math.min(Math.max(end + 1, fair), slots - (this.#last - item));
    }
    // As many cells as items: a choice then skips one item on average, however unequal the weights are.
    const guideBits = Math.max(1, SPAN_BITS - Math.clz32(count - 1));
    this.#guideShift = SPAN_BITS - guideBits;
    this.#guide = this.#createGuide(2 ** guideBits);
  }

  /** The item that a random number of 32 bits, signed or not, selects. */
  choose(random: number): number {
    const value = random >>> 0;
    let item = this.#guide[value >>> this.#guideShift] ?? 0;
    while (item < this.#last && (this.#starts[item + 1] ?? 0) <= value) item += 1;
    return item;
  }

  #createGuide(cells: number): Uint32Array {
    const guide = new Uint32Array(cells);
    const cellValues = 2 ** this.#guideShift;
    let item = 0;
    for (let cell = 0; cell < cells; cell += 1) {
      while (item < this.#last && (this.#starts[item + 1] ?? 0) <= cell * cellValues) item += 1;
      guide[cell] = item;
    }
    return guide;
  }
}
