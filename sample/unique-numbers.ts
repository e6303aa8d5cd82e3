const HASH_FACTOR = 0x9e37_79b1;

/** A set of at most `capacity` whole numbers from 0 to 2^32 - 2; a `Set` is limited to 2^24 entries and takes ten times the memory. */
export class UniqueNumbers {
  /** Open addressing; each number is stored plus 1, and 0 is a free slot. */
  readonly #places: Uint32Array;
  readonly #shift: number;

  constructor(capacity: number) {
    const bits = Math.max(1, 32 - Math.clz32(Math.ceil(capacity * 1.5)));
    this.#places = new Uint32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  /** Adds a number; false if it was added before. */
  add(number: number): boolean {
    const places = this.#places;
    let place = Math.imul(number, HASH_FACTOR) >>> this.#shift;
    for (;;) {
      const held = places[place] ?? 0;
      if (held === number + 1) return false;
      if (held === 0) {
        places[place] = number + 1;
        return true;
      }
      place = (place + 1) % places.length;
    }
  }
}
