import {
  decodeString,
  encodeStrings,
  pickStrings,
  stringCount,
  StringColumnBuilder,
} from '../../domain/string-column';
import type { StringColumn } from '../../domain/string-column';
import { zeros } from '../../domain/allocate';
import type { Allocate } from '../../domain/allocate';
import type { ProductIds } from '../../domain/product-ids';
import { shardOf, WHOLE } from '../plan/shards';
import type { Shard } from '../plan/shards';

/** Room for ids at first. */
const FIRST_ROOM = { bytes: 1 << 16, strings: 1 << 12 };

/**
 * Numbers the products of several tables alike. Tables are in order, as a rule: each product is then found beside the
 * one before it. Any other order costs more, and gives the same.
 */
export class ProductIndex {
  readonly #shard: Shard;
  /** By advertiser: the numbers of its products, in the order of their ids. */
  readonly #byAdvertiser = new Map<string, number[]>();
  /** By number: the product's id. */
  readonly #ids = new StringColumnBuilder(FIRST_ROOM);

  /** @param shard advertisers outside it get no numbers. */
  constructor(shard: Shard = WHOLE) {
    this.#shard = shard;
  }

  /** Different products so far. */
  get size(): number {
    return this.#ids.count;
  }

  /** Returns, by product of a table, its number; -1 outside the shard. */
  number({ advertiserIds, productIds, firstProducts }: ProductIds): Int32Array {
    const numbers = zeros(stringCount(productIds));
    firstProducts.forEach((first, advertiser) => {
      const end = firstProducts[advertiser + 1] ?? numbers.length;
      const advertiserId = decodeString(advertiserIds, advertiser);
      if (this.#leavesOut(advertiserId)) numbers.fill(-1, first, end);
      else
        for (let start = first; start < end;)
          start = this.#numberRun(advertiserId, productIds, start, end, numbers);
    });
    return numbers;
  }

  /** Returns all products in order, and by number the product's place in that order. */
  sort(allocate?: Allocate): { products: ProductIds; positions: Int32Array } {
    const advertisers = [...this.#byAdvertiser.keys()].sort();
    const firstProducts = zeros(advertisers.length, allocate);
    const inOrder = zeros(this.size);
    const positions = zeros(this.size);
    let position = 0;
    advertisers.forEach((advertiserId, i) => {
      firstProducts[i] = position;
      for (const number of this.#byAdvertiser.get(advertiserId) ?? []) {
        positions[number] = position;
        inOrder[position++] = number;
      }
    });
    return {
      products: {
        advertiserIds: encodeStrings(advertisers, allocate),
        productIds: pickStrings(this.#ids, inOrder, allocate),
        firstProducts,
      },
      positions,
    };
  }

  #leavesOut(advertiserId: string): boolean {
    const { shard, shards } = this.#shard;
    return shards > 1 && shardOf(advertiserId, shards) !== shard;
  }

  /** Merges ids that ascend from `start` on into the advertiser's ids; returns where they stop ascending. */
  #numberRun(
    advertiserId: string,
    productIds: StringColumn,
    start: number,
    end: number,
    numbers: Int32Array,
  ): number {
    const { bytes, offsets } = productIds;
    const known = this.#byAdvertiser.get(advertiserId) ?? [];
    const merged: number[] = [];
    /** Known products before it are in `merged`, if there is any new one. */
    let copied = 0;
    let at = 0;
    let row = start;
    for (; row < end; row++) {
      const from = offsets[row] ?? 0;
      const to = offsets[row + 1] ?? 0;
      let order = 1;
      while (at < known.length && (order = this.#compare(known[at] ?? 0, bytes, from, to)) < 0) at++;
      if (at < known.length && order === 0) {
        numbers[row] = known[at++] ?? -1;
        continue;
      }
      // Known ids ascend, so that only a new one may be out of order.
      if (row > start && compareIds(bytes, offsets[row - 1] ?? 0, from, bytes, from, to) >= 0) break;
      for (; copied < at; copied++) merged.push(known[copied] ?? -1);
      const number = this.#ids.append(bytes, from, to);
      numbers[row] = number;
      merged.push(number);
    }
    if (merged.length > 0) {
      for (; copied < known.length; copied++) merged.push(known[copied] ?? -1);
      this.#byAdvertiser.set(advertiserId, merged);
    }
    return row;
  }

  /** Compares a known product's id with another one. */
  #compare(number: number, otherBytes: Uint8Array, otherStart: number, otherEnd: number): number {
    const { bytes, offsets } = this.#ids;
    const start = offsets[number] ?? 0;
    return compareIds(bytes, start, offsets[number + 1] ?? 0, otherBytes, otherStart, otherEnd);
  }
}

/** By product of a table with these numbers: its position, -1 outside the shard. */
export function placesOf(numbers: Int32Array, positions: Int32Array): Int32Array {
  return numbers.map((number) => (number === -1 ? -1 : (positions[number] ?? 0)));
}

/** Compares two ids by their UTF-16 units, as `Array.sort` does. */
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

/** Orders first bytes of characters as UTF-16 does: characters from U+E000 on follow all that have two units. */
function unitOrder(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 8 : byte;
}
