import { shardOf, WHOLE } from './shards';
import type { Shard } from './shards';

/** Products of advertisers in order: by advertiser, then by product id, each in the order of their UTF-16 units. */
export interface ProductTable {
  /** By product: its advertiser's id. */
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
}

/** The products of one advertiser, in the order of their ids. */
interface Known {
  ids: string[];
  numbers: number[];
}

/**
 * Numbers the products of several tables alike. Tables are in order, as a rule: each product is then found beside the
 * one before it. Any other order costs more, and gives the same.
 */
export class ProductIndex {
  readonly #shard: Shard;
  readonly #byAdvertiser = new Map<string, Known>();
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
  number({ advertiserIds, productIds }: ProductTable, numbers: Int32Array): void {
    for (let start = 0, end = 0; start < productIds.length; start = end) {
      const advertiserId = advertiserIds[start] ?? '';
      while (end < productIds.length && advertiserIds[end] === advertiserId) end++;
      const known = this.#productsOf(advertiserId);
      if (known === undefined) numbers.fill(-1, start, end);
      else while (start < end) start = this.#numberRun(known, productIds, start, end, numbers);
    }
  }

  /** All products in order, and by number the position of the product in that order. */
  sort(): { products: ProductTable; positions: Int32Array } {
    const advertiserIds: string[] = [];
    const productIds: string[] = [];
    const positions = new Int32Array(this.#size);
    for (const advertiserId of [...this.#byAdvertiser.keys()].sort()) {
      const { ids, numbers } = this.#byAdvertiser.get(advertiserId) ?? { ids: [], numbers: [] };
      for (const number of numbers) {
        positions[number] = advertiserIds.length;
        advertiserIds.push(advertiserId);
      }
      for (const id of ids) productIds.push(id);
    }
    return { products: { advertiserIds, productIds }, positions };
  }

  #productsOf(advertiserId: string): Known | undefined {
    const known = this.#byAdvertiser.get(advertiserId);
    if (known !== undefined) return known;
    const { shard, shards } = this.#shard;
    if (shardOf(advertiserId, shards) !== shard) return undefined;
    const none: Known = { ids: [], numbers: [] };
    this.#byAdvertiser.set(advertiserId, none);
    return none;
  }

  /** Merges ids that ascend from `start` on into the known ones; returns where they no longer do. */
  #numberRun(
    known: Known,
    productIds: readonly string[],
    start: number,
    end: number,
    numbers: Int32Array,
  ): number {
    const { ids, numbers: knownNumbers } = known;
    const merged: Known = { ids: [], numbers: [] };
    /** Known ids before it are in `merged`, if there is any new one. */
    let copied = 0;
    let at = 0;
    let i = start;
    for (; i < end; i++) {
      const id = productIds[i] ?? '';
      if (i > start && (productIds[i - 1] ?? '') >= id) break;
      while (at < ids.length && (ids[at] ?? '') < id) at++;
      if (ids[at] === id) {
        numbers[i] = knownNumbers[at++] ?? -1;
        continue;
      }
      for (; copied < at; copied++) keep(merged, ids[copied] ?? '', knownNumbers[copied] ?? -1);
      numbers[i] = this.#size;
      keep(merged, id, this.#size++);
    }
    if (merged.ids.length > 0) {
      for (; copied < ids.length; copied++) keep(merged, ids[copied] ?? '', knownNumbers[copied] ?? -1);
      known.ids = merged.ids;
      known.numbers = merged.numbers;
    }
    return i;
  }
}

/** By product of a table with these numbers: its position, -1 outside the shard. */
export function placesOf(numbers: Int32Array, positions: Int32Array): Int32Array {
  return numbers.map((number) => (number === -1 ? -1 : (positions[number] ?? 0)));
}

function keep(known: Known, id: string, number: number): void {
  known.ids.push(id);
  known.numbers.push(number);
}
