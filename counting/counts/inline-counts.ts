import { encodeStrings, decodeStrings, stringDecoder } from '../../domain/string-column';
import { productCount } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import type { NumberColumn } from '../../domain/product-counts';
import type { CountRows } from '../columns/count-rows';
import type { InlineCounts } from '../plan/counted-object';

/** The rows of counts, and the products that they are of. */
export interface ProductRows {
  readonly products: ProductIds;
  readonly rows: CountRows;
}

/** Lays a table of counts out for JSON. */
export function toInline({ products, rows }: ProductRows): InlineCounts {
  const productOf = stringDecoder(products.productIds);
  const { firstProducts } = products;
  const all = productCount(products);
  return {
    advertisers: decodeStrings(products.advertiserIds),
    products: Array.from(firstProducts, (first, i) =>
      Array.from({ length: (firstProducts[i + 1] ?? all) - first }, (_, at) => productOf(first + at)),
    ),
    day: [...rows.day],
    product: [...rows.product],
    counters: rows.counters.map((counter) => [...counter]),
  };
}

/** The inverse of `toInline`. */
export function fromInline({ advertisers, products, ...rows }: InlineCounts): ProductRows {
  const firstProducts = new Int32Array(products.length);
  let first = 0;
  products.forEach((own, i) => {
    firstProducts[i] = first;
    first += own.length;
  });
  return {
    products: {
      advertiserIds: encodeStrings(advertisers),
      productIds: encodeStrings(products.flat()),
      firstProducts,
    },
    rows: {
      day: Int32Array.from(rows.day),
      product: Int32Array.from(rows.product),
      counters: rows.counters.map(columnOf),
    },
  };
}

/** A wide column where one of the counts needs it. */
function columnOf(counter: readonly number[]): NumberColumn {
  const isNarrow = counter.every((count) => count === (count | 0));
  return isNarrow ? Int32Array.from(counter) : Float64Array.from(counter);
}
