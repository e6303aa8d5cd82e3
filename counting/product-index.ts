import { shardOf, WHOLE } from './shards';
import type { Shard } from './shards';

/** Products of advertisers in order: by advertiser, then by product id, each in the order of their UTF-16 units. */
export interface ProductTable {
  /** By product: its advertiser's id. */
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
}

/** Numbers the products of several tables alike. */
export class ProductIndex {
  readonly #shard: Shard;
  readonly #byAdvertiser = new Map<string, Map<string, number>>();
  #size = 0;

  /** @param shard advertisers outside it get no numbers. */
  constructor(shard: Shard = WHOLE) {
    this.#shard = shard;
  }

  /** Different products so far. */
  get size(): number {
    return this.#size;
  }

  /** By product of `table`: its number here, -1 outside the shard. */
  add(table: ProductTable): Int32Array {
    const numbers = new Int32Array(table.productIds.length);
    this.number(table, numbers);
    return numbers;
  }

  /** As `add`, for a part of a table: puts the numbers where they are wanted. */
  number({ advertiserIds, productIds }: ProductTable, numbers: Int32Array): void {
    let advertiserId: string | undefined;
    let products: Map<string, number> | undefined;
    productIds.forEach((productId, i) => {
      if (advertiserIds[i] !== advertiserId) {
        advertiserId = advertiserIds[i] ?? '';
        products = this.#productsOf(advertiserId);
      }
      numbers[i] = products === undefined ? -1 : this.#numberOf(products, productId);
    });
  }

  /** All products in order, and by number the position of the product in that order. */
  sort(): { products: ProductTable; positions: Int32Array } {
    const advertiserIds: string[] = [];
    const productIds: string[] = [];
    const positions = new Int32Array(this.#size);
    for (const advertiserId of [...this.#byAdvertiser.keys()].sort()) {
      const products = this.#byAdvertiser.get(advertiserId) ?? new Map<string, number>();
      for (const productId of [...products.keys()].sort()) {
        positions[products.get(productId) ?? 0] = productIds.length;
        advertiserIds.push(advertiserId);
        productIds.push(productId);
      }
    }
    return { products: { advertiserIds, productIds }, positions };
  }

  #productsOf(advertiserId: string): Map<string, number> | undefined {
    const known = this.#byAdvertiser.get(advertiserId);
    if (known !== undefined) return known;
    const { shard, shards } = this.#shard;
    if (shardOf(advertiserId, shards) !== shard) return undefined;
    const products = new Map<string, number>();
    this.#byAdvertiser.set(advertiserId, products);
    return products;
  }

  #numberOf(products: Map<string, number>, productId: string): number {
    let number = products.get(productId);
    if (number === undefined) {
      number = this.#size++;
      products.set(productId, number);
    }
    return number;
  }
}
