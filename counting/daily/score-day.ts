import { scoreAdvertisers, summarizeScores } from '../../domain/evaluation/evaluate-day';
import type { AdvertiserDay, DayScores, ModelFigure, ModelLists } from '../../domain/evaluation/evaluate-day';
import type { NumberColumn } from '../../domain/product-counts';
import { productCount } from '../../domain/product-ids';
import { decodeStrings, sliceStrings, stringDecoder } from '../../domain/string-column';
import type { Lake } from '../../storage/lake';
import { readParquetColumns } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import type { SharedProducts } from './shared-counts';

/** The ads of a date alone. */
export interface DayFile {
  readonly products: SharedProducts;
  /** product, impressions, clicks, in the order of products. */
  readonly adsOfDay: ParquetFile;
}

/** The advertisers with any click on the day, in the order in which `scoreDay` takes portions of them. */
export async function readDay(lake: Lake, file: DayFile): Promise<string[]> {
  const { clicked } = await dayOf(lake, file);
  return clicked.map(({ advertiserId }) => advertiserId);
}

/** Holds lists against the day, for the advertisers from the place `start` up to `end` of those with any click. */
export async function scoreDay(
  lake: Lake,
  input: DayFile & { readonly start: number; readonly end: number; readonly lists: readonly ModelLists[] },
): Promise<DayScores> {
  const { clicked, product, impressions, clicks } = await dayOf(lake, input);
  const portion = clicked.slice(input.start, input.end);
  const first = product[portion[0]?.firstRow ?? 0] ?? 0;
  const last = product[(portion.at(-1)?.endRow ?? 0) - 1] ?? first;
  const decode = stringDecoder(sliceStrings(input.products.productIds, first, last + 1));
  const days = portion.map(({ advertiserId, firstRow, endRow }): AdvertiserDay => ({
    advertiserId,
    products: {
      productIds: Array.from(product.subarray(firstRow, endRow), (ordinal) => decode(ordinal - first)),
      impressions: impressions.subarray(firstRow, endRow),
      clicks: clicks.subarray(firstRow, endRow),
    },
  }));
  return scoreAdvertisers(days, input.lists);
}

/** The means of scores, in a thread: drawing advertisers a thousand times takes its time. */
export function summarizeDay(
  _lake: Lake,
  input: { readonly portions: readonly DayScores[] },
): Promise<ModelFigure[]> {
  return Promise.resolve(summarizeScores(input.portions));
}

/** A day as it was read, and whose rows are where. */
interface Day {
  readonly etag: string;
  readonly key: string;
  readonly product: Int32Array;
  readonly impressions: NumberColumn;
  readonly clicks: NumberColumn;
  /** The advertisers with any click. */
  readonly clicked: readonly {
    readonly advertiserId: string;
    readonly firstRow: number;
    readonly endRow: number;
  }[];
}

/** The last call's result: the portions of a day follow one another. */
let last: Day | undefined;

async function dayOf(lake: Lake, { products, adsOfDay }: DayFile): Promise<Day> {
  const { key, etag } = adsOfDay;
  if (last?.key === key && last.etag === etag) return last;
  const columns = await readParquetColumns(lake, adsOfDay, {
    product: 'INT32',
    impressions: 'INTEGER',
    clicks: 'INTEGER',
  });
  last = { key, etag, ...columns, clicked: clickedOf(products, columns) };
  return last;
}

function clickedOf(
  products: SharedProducts,
  { product, clicks }: Pick<Day, 'product' | 'clicks'>,
): Day['clicked'] {
  const { advertiserIds, firstProducts } = products;
  let row = 0;
  return decodeStrings(advertiserIds).flatMap((advertiserId, i) => {
    const end = firstProducts[i + 1] ?? productCount(products);
    const firstRow = row;
    let hasClick = false;
    for (; row < product.length && (product[row] ?? 0) < end; row++) hasClick ||= (clicks[row] ?? 0) > 0;
    return hasClick ? [{ advertiserId, firstRow, endRow: row }] : [];
  });
}
