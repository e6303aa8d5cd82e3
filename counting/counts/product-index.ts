import type { TextSpans } from '../../storage/parquet-texts';
import type { FlatProducts } from '../columns/flat-products';
import { shardOf, WHOLE } from '../plan/shards';
import type { Shard } from '../plan/shards';

/** Products row by row: the ids of their advertisers, and their own. */
export interface ProductSpans {
  readonly advertisers: TextSpans;
  readonly products: TextSpans;
}

/** Bytes of ids, and products, that there is room for at first. */
const FIRST_BYTES = 1 << 16;
const FIRST_PRODUCTS = 1 << 12;

/**
 * Numbers the products of several tables alike. Tables are in order, as a rule: each product is then found beside the
 * one before it. Any other order costs more, and gives the same.
 */
export class ProductIndex {
  readonly #shard: Shard;
  /** By advertiser: the numbers of its products, in the order of their ids. */
  readonly #byAdvertiser = new Map<string, number[]>();
  /** By number: the product's id, one after the other, and where it ends. */
  #bytes = new Uint8Array(FIRST_BYTES);
  #ends = new Int32Array(FIRST_PRODUCTS);
  #size = 0;

  /** @param shard advertisers outside it get no numbers. */
  constructor(shard: Shard = WHOLE) {
    this.#shard = shard;
  }

  /** Different products so far. */
  get size(): number {
    return this.#size;
  }

  /** By product of a table, or of a part of one: puts its number here, -1 outside the shard, into `numbers`. */
  number({ advertisers, products }: ProductSpans, numbers: Int32Array): void {
    const rows = products.ends.length;
    for (let start = 0, end = 0; start < rows; start = end) {
      while (end < rows && isSame(advertisers, start, end)) end++;
      const advertiserId = textAt(advertisers, start);
      if (this.#leavesOut(advertiserId)) numbers.fill(-1, start, end);
      else while (start < end) start = this.#numberRun(advertiserId, products, start, end, numbers);
    }
  }

  /**
   * All products in order, and by number the position of the product in that order.
   * @param allocate makes the memory.
   */
  sort(allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes)): {
    products: FlatProducts;
    positions: Int32Array;
  } {
    const ints = (length: number) => new Int32Array(allocate(length * Int32Array.BYTES_PER_ELEMENT));
    const advertisers = [...this.#byAdvertiser.keys()].sort();
    const names = advertisers.map((advertiserId) => Buffer.from(advertiserId));
    const nameBytes = names.reduce((sum, name) => sum + name.length, 0);
    const bytes = new Uint8Array(allocate(nameBytes + this.#startOf(this.#size)));
    const advertiserEnds = ints(names.length);
    const firstProducts = ints(names.length);
    const productEnds = ints(this.#size);
    const positions = new Int32Array(this.#size);
    let filled = 0;
    names.forEach((name, i) => {
      bytes.set(name, filled);
      filled += name.length;
      advertiserEnds[i] = filled;
    });
    let position = 0;
    advertisers.forEach((advertiserId, i) => {
      firstProducts[i] = position;
      for (const number of this.#byAdvertiser.get(advertiserId) ?? []) {
        const end = this.#ends[number] ?? 0;
        for (let at = this.#startOf(number); at < end; at++) bytes[filled++] = this.#bytes[at] ?? 0;
        positions[number] = position;
        productEnds[position++] = filled;
      }
    });
    return { products: { bytes, advertiserEnds, productEnds, firstProducts }, positions };
  }

  #leavesOut(advertiserId: string): boolean {
    const { shard, shards } = this.#shard;
    return shards > 1 && shardOf(advertiserId, shards) !== shard;
  }

  /** Merges ids that ascend from `start` on into the advertiser's ids; returns where they stop ascending. */
  #numberRun(
    advertiserId: string,
    products: TextSpans,
    start: number,
    end: number,
    numbers: Int32Array,
  ): number {
    const known = this.#byAdvertiser.get(advertiserId) ?? [];
    const merged: number[] = [];
    /** Known products before it are in `merged`, if there is any new one. */
    let copied = 0;
    let at = 0;
    let row = start;
    for (; row < end; row++) {
      if (row > start && compareRows(products, row - 1, row) >= 0) break;
      let order = 1;
      while (at < known.length && (order = this.#compare(known[at] ?? 0, products, row)) < 0) at++;
      if (at < known.length && order === 0) {
        numbers[row] = known[at++] ?? -1;
        continue;
      }
      for (; copied < at; copied++) merged.push(known[copied] ?? -1);
      const number = this.#add(products, row);
      numbers[row] = number;
      merged.push(number);
    }
    if (merged.length > 0) {
      for (; copied < known.length; copied++) merged.push(known[copied] ?? -1);
      this.#byAdvertiser.set(advertiserId, merged);
    }
    return row;
  }

  #startOf(number: number): number {
    return this.#ends[number - 1] ?? 0;
  }

  /** Compares a product's id with a row's. */
  #compare(number: number, { bytes, starts, ends }: TextSpans, row: number): number {
    const [start, end] = [this.#startOf(number), this.#ends[number] ?? 0];
    return compareIds(this.#bytes, start, end, bytes, starts[row] ?? 0, ends[row] ?? 0);
  }

  /** Keeps a new product's id, and gives it a number. */
  #add({ bytes, starts, ends }: TextSpans, row: number): number {
    let filled = this.#startOf(this.#size);
    const from = starts[row] ?? 0;
    const to = ends[row] ?? 0;
    if (filled + to - from > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length + to - from);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    if (this.#size === this.#ends.length) {
      const larger = new Int32Array(2 * this.#ends.length);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    for (let at = from; at < to; at++) this.#bytes[filled++] = bytes[at] ?? 0;
    this.#ends[this.#size] = filled;
    return this.#size++;
  }
}

/** By product of a table with these numbers: its position, -1 outside the shard. */
export function placesOf(numbers: Int32Array, positions: Int32Array): Int32Array {
  return numbers.map((number) => (number === -1 ? -1 : (positions[number] ?? 0)));
}

function textAt({ bytes, starts, ends }: TextSpans, row: number): string {
  return Buffer.from(bytes.subarray(starts[row], ends[row])).toString();
}

function isSame(texts: TextSpans, row: number, other: number): boolean {
  const { starts, ends } = texts;
  const areOne = starts[row] === starts[other] && ends[row] === ends[other];
  return areOne || compareRows(texts, row, other) === 0;
}

function compareRows({ bytes, starts, ends }: TextSpans, row: number, other: number): number {
  const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
  return compareIds(bytes, start, end, bytes, starts[other] ?? 0, ends[other] ?? 0);
}

/** The order of two ids by their UTF-16 units, as of `Array.sort`. */
function compareIds(
  bytes: Uint8Array,
  start: number,
  end: number,
  otherBytes: Uint8Array,
  otherStart: number,
  otherEnd: number,
): number {
  const length = Math.min(end - start, otherEnd - otherStart);
  for (let i = 0; i < length; i++) {
    const left = bytes[start + i] ?? 0;
    const right = otherBytes[otherStart + i] ?? 0;
    if (left !== right) return unitOrder(left) - unitOrder(right);
  }
  return end - start - (otherEnd - otherStart);
}

/** Orders the first bytes of characters as their UTF-16 units are: those from U+E000 on come behind the ones that take two units. */
function unitOrder(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 8 : byte;
}
