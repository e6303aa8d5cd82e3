import type { ParquetColumn } from '../../storage/parquet';

/** Products of advertisers in order: by advertiser, then by product id, each in the order of their UTF-16 units. */
export interface ProductTable {
  /** By product: its advertiser's id. */
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
}

/** Products in columns, grouped by advertiser, without an object for each. */
export interface FlatProducts {
  /** All ids as UTF-8: first the advertisers', then the products'. */
  readonly bytes: Uint8Array;
  /** By advertiser, and by product: where its id ends. */
  readonly advertiserEnds: Int32Array;
  readonly productEnds: Int32Array;
  /** By advertiser: its first product. */
  readonly firstProducts: Int32Array;
}

/** Makes products flat, in their order; `allocate` makes the memory. */
export function flattenProducts(
  { advertiserIds, productIds }: ProductTable,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): FlatProducts {
  const ints = (length: number) => new Int32Array(allocate(length * Int32Array.BYTES_PER_ELEMENT));
  const firsts = advertiserIds.flatMap((advertiserId, i) =>
    advertiserId === advertiserIds[i - 1] ? [] : [i],
  );
  const advertisers = firsts.map((first) => advertiserIds[first] ?? '');
  const lengthOf = (ids: readonly string[]) => ids.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const bytes = Buffer.from(allocate(lengthOf(advertisers) + lengthOf(productIds)));
  let filled = 0;
  const put = (ids: readonly string[]): Int32Array => {
    const ends = ints(ids.length);
    ids.forEach((text, i) => {
      filled += bytes.write(text, filled);
      ends[i] = filled;
    });
    return ends;
  };
  const advertiserEnds = put(advertisers);
  const productEnds = put(productIds);
  const firstProducts = ints(firsts.length);
  firstProducts.set(firsts);
  return { bytes: new Uint8Array(bytes.buffer), advertiserEnds, productEnds, firstProducts };
}

/** The columns of a table of products: an advertiser's id is written once for all of its products. */
export function productColumns({
  bytes,
  advertiserEnds,
  productEnds,
  firstProducts,
}: FlatProducts): ParquetColumn[] {
  return [
    {
      name: 'advertiser_id',
      type: 'STRING',
      texts: { bytes, start: 0, ends: advertiserEnds },
      firstRows: firstProducts,
    },
    {
      name: 'product_id',
      type: 'STRING',
      texts: { bytes, start: advertiserEnds.at(-1) ?? 0, ends: productEnds },
    },
  ];
}

/** Products as texts. */
export interface NamedProducts {
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
  /** By advertiser: its first product. */
  readonly firstProducts: Int32Array;
}

/** The texts of flat products. */
export function nameProducts(products: FlatProducts): NamedProducts {
  const { bytes, advertiserEnds, productEnds, firstProducts } = products;
  const start = advertiserEnds.at(-1) ?? 0;
  return {
    advertiserIds: nameAdvertisers(products),
    productIds: textsOf(bytes, start, productEnds),
    firstProducts,
  };
}

/** The texts of their advertisers alone, which are few beside the products. */
export function nameAdvertisers({ bytes, advertiserEnds }: FlatProducts): string[] {
  return textsOf(bytes, 0, advertiserEnds);
}

/** Texts that stand one after the other, from `start` on. */
function textsOf(shared: Uint8Array, start: number, ends: Int32Array): string[] {
  // A copy: it may be shared memory, which cannot be decoded.
  const bytes = Buffer.from(shared.slice(start, ends.at(-1) ?? start));
  return Array.from(ends, (end, i) => bytes.toString('utf8', (ends[i - 1] ?? start) - start, end - start));
}

/** The advertiser and the id of one product. */
export function nameProduct(
  products: FlatProducts,
  number: number,
): { readonly advertiserId: string; readonly productId: string } {
  const { bytes, advertiserEnds, productEnds, firstProducts } = products;
  const textAt = (start: number, end = start) => Buffer.from(bytes.slice(start, end)).toString();
  const advertiser = firstProducts.findLastIndex((first) => first <= number);
  return {
    advertiserId: textAt(advertiserEnds[advertiser - 1] ?? 0, advertiserEnds[advertiser]),
    productId: textAt(productEnds[number - 1] ?? advertiserEnds.at(-1) ?? 0, productEnds[number]),
  };
}
