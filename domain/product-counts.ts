import type { Counter } from './logs';

/** What is known of one product of an advertiser: events up to and including the execution date. */
export interface ProductCounts {
  readonly productId: string;
  readonly views: number;
  readonly impressions: number;
  readonly clicks: number;
}

/** Counts of one log by advertiser and product; memory grows with distinct pairs, not with events. */
export class CountTable<C extends Counter> {
  readonly #counters: readonly C[];
  readonly #byAdvertiser = new Map<string, Map<string, number[]>>();

  /** @param counters the counters of the log, in the order of its columns. */
  constructor(counters: readonly C[]) {
    this.#counters = counters;
  }

  /** Adds `count` to one counter of an advertiser's product. */
  add(advertiserId: string, productId: string, counter: C, count = 1): void {
    let products = this.#byAdvertiser.get(advertiserId);
    if (products === undefined) {
      products = new Map();
      this.#byAdvertiser.set(advertiserId, products);
    }
    let counts = products.get(productId);
    if (counts === undefined) {
      counts = this.#counters.map(() => 0);
      products.set(productId, counts);
    }
    const index = this.#counters.indexOf(counter);
    counts[index] = (counts[index] ?? 0) + count;
  }

  /** Distinct pairs of advertiser and product. */
  get size(): number {
    let size = 0;
    for (const products of this.#byAdvertiser.values()) size += products.size;
    return size;
  }

  /** Every pair with its counts, advertiser by advertiser. */
  *entries(): Generator<{ advertiserId: string; productId: string; counts: Record<C, number> }> {
    for (const [advertiserId, products] of this.#byAdvertiser) {
      for (const [productId, counts] of products) {
        const named = Object.fromEntries(this.#counters.map((counter, i) => [counter, counts[i] ?? 0]));
        yield { advertiserId, productId, counts: named as Record<C, number> };
      }
    }
  }
}

/** Joins count tables into the products of each advertiser, advertisers in no particular order. */
export class AdvertiserProducts {
  readonly #byAdvertiser = new Map<string, Map<string, ProductCounts>>();

  /** Adds counts to an advertiser's product; absent counters stay as they are. */
  add(advertiserId: string, productId: string, counts: Partial<Record<Counter, number>>): void {
    let products = this.#byAdvertiser.get(advertiserId);
    if (products === undefined) {
      products = new Map();
      this.#byAdvertiser.set(advertiserId, products);
    }
    const known = products.get(productId) ?? { productId, views: 0, impressions: 0, clicks: 0 };
    products.set(productId, {
      productId,
      views: known.views + (counts.views ?? 0),
      impressions: known.impressions + (counts.impressions ?? 0),
      clicks: known.clicks + (counts.clicks ?? 0),
    });
  }

  /** Each advertiser with its products. */
  *entries(): Generator<[advertiserId: string, products: ProductCounts[]]> {
    for (const [advertiserId, products] of this.#byAdvertiser) yield [advertiserId, [...products.values()]];
  }
}
