import { columnBytes, decodeString, stringCount } from './string-column';
import type { StringColumn } from './string-column';

/** Products as columns, grouped by advertiser; a product's ordinal is its place in `productIds`. */
export interface ProductIds {
  /** By advertiser. */
  readonly advertiserIds: StringColumn;
  /** By product. */
  readonly productIds: StringColumn;
  /** By advertiser: its first product. */
  readonly firstProducts: Int32Array;
}

/** Returns the number of products. */
export function productCount({ productIds }: ProductIds): number {
  return stringCount(productIds);
}

/** Returns the memory that products take, in bytes. */
export function sizeOfProducts({ advertiserIds, productIds, firstProducts }: ProductIds): number {
  return columnBytes(advertiserIds) + columnBytes(productIds) + firstProducts.byteLength;
}

/** Returns the ids of one product and of its advertiser. */
export function nameProduct(
  { advertiserIds, productIds, firstProducts }: ProductIds,
  product: number,
): { readonly advertiserId: string; readonly productId: string } {
  const advertiser = firstProducts.findLastIndex((first) => first <= product);
  return {
    advertiserId: decodeString(advertiserIds, advertiser),
    productId: decodeString(productIds, product),
  };
}
