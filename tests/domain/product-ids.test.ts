import { nameProduct, productCount, sizeOfProducts } from '../../domain/product-ids';
import { encodeStrings } from '../../domain/string-column';

const PRODUCTS = {
  advertiserIds: encodeStrings(['A', 'BC']),
  productIds: encodeStrings(['p', 'q', 'r']),
  firstProducts: Int32Array.of(0, 2),
};

it('counts products', () => {
  expect(productCount(PRODUCTS)).toBe(3);
});

it('names a product and its advertiser', () => {
  expect([0, 1, 2].map((product) => nameProduct(PRODUCTS, product))).toEqual([
    { advertiserId: 'A', productId: 'p' },
    { advertiserId: 'A', productId: 'q' },
    { advertiserId: 'BC', productId: 'r' },
  ]);
});

it('takes the memory of all of its columns', () => {
  expect(sizeOfProducts(PRODUCTS)).toBe(3 + 4 * 3 + (3 + 4 * 4) + 4 * 2);
});
