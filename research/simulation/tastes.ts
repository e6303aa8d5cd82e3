import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { KnownProduct } from './catalogue';

/** The appeal of products to visitors: click probability and popularity. */
export type Taste = Omit<KnownProduct, 'productId'>;

/** The tastes of an advertiser's visitors, which change from day to day. */
export class Tastes {
  readonly #tastes: Taste[];
  readonly #changing: number;
  readonly #random: RandomGenerator;

  /** @param churn share, 0 to 1, of the products that exchange tastes each day. */
  constructor(products: readonly Taste[], churn: number, random: RandomGenerator) {
    this.#tastes = products.map(({ clickProbability, popularity }) => ({ clickProbability, popularity }));
    // A single product has no partner.
    const changing = Math.round(products.length * churn);
    this.#changing = changing === 1 ? Math.min(2, products.length) : changing;
    this.#random = random;
  }

  /** By product, in the given order. */
  get current(): readonly Taste[] {
    return this.#tastes;
  }

  /** Advances to the next day: randomly drawn products exchange their tastes in a cycle. Returns whether any did. */
  change(): boolean {
    if (this.#changing < 2) return false;
    const drawn = this.#draw();
    const [first] = drawn.map((product) => this.#tastes[product]);
    drawn.forEach((product, i) => {
      const taste = i + 1 < drawn.length ? this.#tastes[drawn[i + 1] ?? 0] : first;
      if (taste !== undefined) this.#tastes[product] = taste;
    });
    return true;
  }

  /** Draws different products, in the order of the draw (Fisher and Yates). */
  #draw(): number[] {
    const products = this.#tastes.map((_, product) => product);
    for (let i = 0; i < this.#changing; i += 1) {
      const other = uniformInt(this.#random, i, products.length - 1);
      [products[i], products[other]] = [products[other] ?? 0, products[i] ?? 0];
    }
    return products.slice(0, this.#changing);
  }
}
