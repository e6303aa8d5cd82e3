import { summarizeScores } from '../domain/evaluation/evaluate-day';
import type { AdvertiserDay, ModelFigure, ScoredList } from '../domain/evaluation/evaluate-day';
import type { ProductDay } from '../domain/evaluation/score-list';
import type { CalendarDay } from '../domain/execution-date';
import type { Lake } from '../storage/lake';
import { readParquetColumns } from '../storage/parquet';
import type { ParquetFile } from '../storage/parquet';
import { namedProducts } from './filter-day';
import type { SharedProducts } from './shared-counts';

/** Reads the ads of a date alone: the advertisers with any click, each with its products of the day. */
export async function readDay(
  lake: Lake,
  input: { readonly products: SharedProducts; readonly adsOfDay: ParquetFile },
): Promise<AdvertiserDay[]> {
  const { advertiserIds, productIds, firstProducts } = namedProducts(input.products);
  const { product, impressions, clicks } = await readParquetColumns(lake, input.adsOfDay, {
    product: 'INT32',
    impressions: 'INT32',
    clicks: 'INT32',
  });
  const days: AdvertiserDay[] = [];
  let row = 0;
  // Both are in the order of products.
  advertiserIds.forEach((advertiserId, i) => {
    const end = firstProducts[i + 1] ?? productIds.length;
    const products: ProductDay[] = [];
    for (; row < product.length && (product[row] ?? 0) < end; row++) {
      const productId = productIds[product[row] ?? 0] ?? '';
      products.push({ productId, impressions: impressions[row] ?? 0, clicks: clicks[row] ?? 0 });
    }
    if (products.some((one) => one.clicks > 0)) days.push({ advertiserId, products });
  });
  return days;
}

/** The means of scores, in a thread: drawing advertisers a thousand times takes its time. */
export function summarizeDay(
  _lake: Lake,
  input: {
    readonly scores: readonly ScoredList[];
    readonly models: readonly string[];
    readonly date: CalendarDay;
  },
): Promise<ModelFigure[]> {
  return Promise.resolve(summarizeScores(input.scores, input.models, input.date));
}
