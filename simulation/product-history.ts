import type { ProductCounts } from '../domain/product-counts';
import { decayOver, roundRecent } from '../domain/recent-views';

/** What a run would know of one advertiser's products: the sums of all events so far, and the recent views. */
export class ProductHistory {
  readonly #productIds: readonly string[];
  readonly #views: Float64Array;
  readonly #impressions: Float64Array;
  readonly #clicks: Float64Array;
  readonly #recentViews: Float64Array;
  readonly #dailyDecay: number;

  constructor(productIds: readonly string[], halfLifeDays: number) {
    this.#productIds = productIds;
    this.#views = new Float64Array(productIds.length);
    this.#impressions = new Float64Array(productIds.length);
    this.#clicks = new Float64Array(productIds.length);
    this.#recentViews = new Float64Array(productIds.length);
    this.#dailyDecay = decayOver(1, halfLifeDays);
  }

  /** Goes on to the next day: what was viewed before is a day older. */
  beginDay(): void {
    this.#recentViews.forEach((views, product) => (this.#recentViews[product] = views * this.#dailyDecay));
  }

  /** Counts a product view of the product of that number. */
  addView(product: number): void {
    this.#views[product] = (this.#views[product] ?? 0) + 1;
    this.#recentViews[product] = (this.#recentViews[product] ?? 0) + 1;
  }

  /** Counts an impression; a click leads to the product's page, and is a product view as well. */
  addImpression(product: number, isClick: boolean): void {
    this.#impressions[product] = (this.#impressions[product] ?? 0) + 1;
    if (!isClick) return;
    this.#clicks[product] = (this.#clicks[product] ?? 0) + 1;
    this.addView(product);
  }

  /** What a model gets to rank: every product with an event. */
  counts(): ProductCounts[] {
    return this.#productIds
      .map((productId, product) => ({
        productId,
        views: this.#views[product] ?? 0,
        impressions: this.#impressions[product] ?? 0,
        clicks: this.#clicks[product] ?? 0,
        recentViews: roundRecent(this.#recentViews[product] ?? 0),
      }))
      .filter(({ views, impressions }) => views > 0 || impressions > 0);
  }
}
