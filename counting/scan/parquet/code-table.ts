/** Words of an entry: the two words of its key, and how many rows it has. */
const ENTRY_WORDS = 4;
const FIRST_ENTRIES = 1 << 12;
/** Most entries, free ones included: 16 MiB, and 8 MiB for each sum. */
const MAX_ENTRIES = 1 << 20;
/** No word of a key is negative, so that the first one plus 1 is never 0. */
const FREE = 0;

/** Rows by a key of two words from 0 to 2^31 - 2, with sums where rows add different amounts. */
export class CodeTable {
  readonly #sumsOfEntry: number;
  #entries = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
  #sums: Float64Array;
  #mask = FIRST_ENTRIES - 1;
  #size = 0;

  /** @param sumsOfEntry sums of an entry; 0 where rows are only counted. */
  constructor(sumsOfEntry = 0) {
    this.#sumsOfEntry = sumsOfEntry;
    this.#sums = new Float64Array(FIRST_ENTRIES * sumsOfEntry);
  }

  /** Makes room for so many further keys; false if it would grow too large. Half of it stays free, so that searches are short. */
  reserve(keys: number): boolean {
    while ((this.#size + keys) * 2 > this.#mask + 1) {
      if (this.#mask + 1 === MAX_ENTRIES) return false;
      this.#grow();
    }
    return true;
  }

  /** Counts one row of a key, and tells its entry. Room for it has been made. */
  add(first: number, second: number): number {
    const entries = this.#entries;
    const marked = first + 1;
    let entry = hash(first, second) & this.#mask;
    for (;;) {
      const at = entry * ENTRY_WORDS;
      const found = entries[at];
      if (found === marked && entries[at + 1] === second) {
        entries[at + 2] = (entries[at + 2] ?? 0) + 1;
        return entry;
      }
      if (found === FREE) {
        entries[at] = marked;
        entries[at + 1] = second;
        entries[at + 2] = 1;
        this.#size++;
        return entry;
      }
      entry = (entry + 1) & this.#mask;
    }
  }

  /** Adds to a sum of an entry. */
  addTo(entry: number, sum: number, amount: number): void {
    const at = entry * this.#sumsOfEntry + sum;
    this.#sums[at] = (this.#sums[at] ?? 0) + amount;
  }

  /** Hands each key over with its rows and sums, and forgets them. The sums are valid during the call only. */
  drain(take: (first: number, second: number, rows: number, sums: Float64Array) => void): void {
    if (this.#size === 0) return;
    for (let entry = 0; entry <= this.#mask; entry++) {
      const at = entry * ENTRY_WORDS;
      const first = this.#entries[at] ?? FREE;
      if (first === FREE) continue;
      const from = entry * this.#sumsOfEntry;
      const sums = this.#sums.subarray(from, from + this.#sumsOfEntry);
      take(first - 1, this.#entries[at + 1] ?? 0, this.#entries[at + 2] ?? 0, sums);
    }
    this.#entries.fill(0);
    this.#sums.fill(0);
    this.#size = 0;
  }

  #grow(): void {
    const before = { entries: this.#entries, sums: this.#sums, mask: this.#mask };
    const length = (before.mask + 1) * 2;
    this.#entries = new Int32Array(length * ENTRY_WORDS);
    this.#sums = new Float64Array(length * this.#sumsOfEntry);
    this.#mask = length - 1;
    this.#size = 0;
    for (let entry = 0; entry <= before.mask; entry++) {
      const at = entry * ENTRY_WORDS;
      const first = before.entries[at] ?? FREE;
      if (first === FREE) continue;
      const moved = this.add(first - 1, before.entries[at + 1] ?? 0);
      this.#entries[moved * ENTRY_WORDS + 2] = before.entries[at + 2] ?? 0;
      for (let sum = 0; sum < this.#sumsOfEntry; sum++) {
        this.addTo(moved, sum, before.sums[entry * this.#sumsOfEntry + sum] ?? 0);
      }
    }
  }
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
