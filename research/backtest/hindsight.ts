import { LIST_LENGTH } from '../../domain/models/model';
import type { ProductCounts } from '../../domain/product-counts';

/**
 * The overlap, 0 to 1, of a list with the best list by the ctr of later events, if the truth is unknown: the share of the
 * best list's `LIST_LENGTH` places (or of all products, if fewer) that products of the list take. Products that tie for the
 * last places share them, so that the expected overlap of a random list is `places ÷ products`.
 *
 * @param later counts of every product of the advertiser in events that the list was not made from.
 */
export function hindsightOverlap(list: ReadonlySet<string>, later: readonly ProductCounts[]): number {
  const places = Math.min(LIST_LENGTH, later.length);
  if (places === 0) return 0;
  const ctrs = later.map(({ productId, clicks, impressions }) => ({
    ctr: impressions === 0 ? 0 : clicks / impressions,
    isListed: list.has(productId),
  }));
  const last = ctrs.map(({ ctr }) => ctr).sort((a, b) => b - a)[places - 1] ?? 0;
  const above = ctrs.filter(({ ctr }) => ctr > last);
  const tied = ctrs.filter(({ ctr }) => ctr === last);
  const listed = (products: typeof ctrs) => products.filter(({ isListed }) => isListed).length;
  return (listed(above) + (listed(tied) * (places - above.length)) / tied.length) / places;
}
