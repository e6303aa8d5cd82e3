const SPAN_BITS = 32;

/**
 * A weighted choice among the items 0 to `count - 1`, in one step for each choice at any size: the 2^32 values of a
 * random number are dealt out to the items in their order, and a guide says which item is near.
 */
export class WeightedChoice {
  /** The first value of each item. */
  readonly #starts: Uint32Array;
  /** The item that the first value of each of its equal cells belongs to. */
  readonly #guide: Uint32Array;
  readonly #guideShift: number;
  readonly #last: number;

  /**
   * @param weightOf positive and finite for each item.
   * @param resolutionBits an item gets a multiple of one in 2^`resolutionBits` values, and that much at least: none
   * is impossible. Only sums, products and quotients are used, which are exact everywhere alike.
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
    // One cell an item: a choice then passes one item on average, however unequal the weights are.
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
