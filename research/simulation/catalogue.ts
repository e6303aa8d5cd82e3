import { sampleTruth } from '../../sample/sample-logs';
import type { ProductTruth } from '../../sample/truth';

/** A product with its true click probability and popularity. */
export type KnownProduct = Omit<ProductTruth, 'advertiserId'>;

/** The products of one advertiser. */
export interface Catalogue {
  readonly advertiserId: string;
  readonly products: readonly KnownProduct[];
}

/** The number and the properties of catalogues. */
export interface CatalogueOptions {
  readonly advertisers: number;
  readonly products: number;
  /** Mean click probability of an advertiser's products. */
  readonly ctr: number;
  readonly skew?: number | undefined;
  readonly seed: number;
}

/**
 * The active advertisers of a sample with a `ctr`: the same seed has the same ids and click probabilities there.
 * @throws RangeError when an option is out of range.
 */
export function createCatalogues(options: CatalogueOptions): Catalogue[] {
  const truth = [...sampleTruth({ ...options, inactive: 0, rowsPerLog: 0, days: 1, lastDay: '2024-11-29' })];
  return Array.from({ length: options.advertisers }, (_, advertiser) => {
    const products = truth.slice(advertiser * options.products, (advertiser + 1) * options.products);
    return { advertiserId: products[0]?.advertiserId ?? '', products };
  });
}
