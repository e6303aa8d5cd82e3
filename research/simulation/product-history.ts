import type { ProductCounts } from '../../domain/product-counts';
import { exactRecentViews, RecentViews } from '../../domain/recent-views';

/** The inputs that a run would have for one advertiser's products: the sums of all events so far, and the recent views. */
export class ProductHistory {
  readonly #productIds: readonly string[];
  readonly #views: Float64Array;
  readonly #impressions: Float64Array;
  readonly #clicks: Float64Array;
  readonly #recentViews: RecentViews;
  /** Product views of the current day. */
  readonly #viewsToday: Float64Array;
  /** By product: its views of each day that has any. */
  readonly #days: (readonly [day: number, views: number])[][];
  #day = 0;

  constructor(productIds: readonly string[], halfLifeDays: number) {
    this.#productIds = productIds;
    this.#views = new Float64Array(productIds.length);
    this.#impressions = new Float64Array(productIds.length);
    this.#clicks = new Float64Array(productIds.length);
    this.#recentViews = new RecentViews(productIds.length, halfLifeDays);
    this.#viewsToday = new Float64Array(productIds.length);
    this.#days = productIds.map(() => []);
  }

  /** Advances to the next day: earlier views become a day older. */
  beginDay(): void {
    this.#settle();
    this.#day++;
  }

  /** Counts a product view of the product with this ordinal. */
  addView(product: number): void {
    this.#views[product] = (this.#views[product] ?? 0) + 1;
    this.#viewsToday[product] = (this.#viewsToday[product] ?? 0) + 1;
  }

  /** Counts an impression; a click leads to the product's page, so it is also a product view. */
  addImpression(product: number, isClick: boolean): void {
    this.#impressions[product] = (this.#impressions[product] ?? 0) + 1;
    if (!isClick) return;
    this.#clicks[product] = (this.#clicks[product] ?? 0) + 1;
    this.addView(product);
  }

  /** The products that a model ranks: every product with an event. */
  counts(): ProductCounts[] {
    this.#settle();
    return this.#productIds
      .map((productId, product) => ({
        productId,
        views: this.#views[product] ?? 0,
        impressions: this.#impressions[product] ?? 0,
        clicks: this.#clicks[product] ?? 0,
        features: { recent_views: this.#recentOf(product) },
      }))
      .filter(({ views, impressions }) => views > 0 || impressions > 0);
  }

  /** Adds the views since the last call to the recent views. */
  #settle(): void {
    this.#viewsToday.forEach((views, product) => {
      if (views === 0) return;
      this.#recentViews.add(product, this.#day, views);
      this.#days[product]?.push([this.#day, views]);
    });
    this.#viewsToday.fill(0);
  }

  #recentOf(product: number): number {
    const recent = this.#recentViews.on(product, this.#day);
    if (!Number.isNaN(recent)) return recent;
    const all = (this.#days[product] ?? []).map(([day, views]) => [this.#day - day, views] as const);
    return exactRecentViews(all, this.#recentViews.decay);
  }
}
