import fc from 'fast-check';
import type { Model } from '../../../domain/models/model';
import { rankProducts } from '../../../domain/models/rank';
import { topConversions } from '../../../domain/models/top-conversions';
import { topCtr } from '../../../domain/models/top-ctr';
import { topProducts } from '../../../domain/models/top-products';
import type { Counter } from '../../../domain/logs';
import type { ProductCounts } from '../../../domain/product-counts';
import { compareUtf8 } from '../../../domain/utf8-order';
import { holds, SEED } from '../../support/jest/property';
import { referenceConversions, referenceLists } from '../../support/reference/reference';

type Ad = [productId: string, clicks: number, impressions: number];

const shown = (ads: readonly Ad[]): ProductCounts[] =>
  ads.map(([productId, clicks, impressions]) => ({ productId, views: 0, clicks, impressions }));

const list = (...ads: Ad[]) =>
  rankProducts(topCtr, shown(ads)).map(({ productId, metrics }) => [
    productId,
    metrics.clicks,
    metrics.impressions,
    metrics.ctr,
  ]);

test('puts the highest ctr first: 1/2 before 2/5 before 3/100', () => {
  expect(list(['c', 3, 100], ['b', 2, 5], ['a', 1, 2])).toEqual([
    ['a', 1, 2, 0.5],
    ['b', 2, 5, 0.4],
    ['c', 3, 100, 0.03],
  ]);
});

test('breaks ties of ctr by clicks', () => {
  expect(list(['a', 1, 3], ['b', 10, 30], ['c', 2, 6]).map(([id]) => id)).toEqual(['b', 'c', 'a']);
});

test('breaks ties of ctr and clicks by product id in bytes', () => {
  expect(
    list(['😀', 1, 4], ['\uff21', 1, 4], ['a', 1, 4], ['Z', 1, 4], ['10', 1, 4], ['9', 1, 4]).map(
      ([id]) => id,
    ),
  ).toEqual(['10', '9', 'Z', 'a', '\uff21', '😀']);
});

test('takes equal fractions for equal, whatever their terms', () => {
  const ads: Ad[] = [1, 3, 7, 49, 1_000, 99_991].map((n) => [`p${String(n)}`, n, 3 * n]);
  expect(list(...ads).map(([id]) => id)).toEqual(['p99991', 'p1000', 'p49', 'p7', 'p3', 'p1']);
});

test('keeps a ctr above 1, first', () => {
  expect(list(['all', 4, 4], ['more', 6, 4])).toEqual([
    ['more', 6, 4, 1.5],
    ['all', 4, 4, 1],
  ]);
});

test('leaves out clicks without an impression, impressions without a click, and neither', () => {
  expect(list(['clicks only', 9, 0], ['impressions only', 0, 9], ['neither', 0, 0], ['both', 1, 9])).toEqual([
    ['both', 1, 9, 1 / 9],
  ]);
  expect(list(['clicks only', 9, 0])).toEqual([]);
});

test('does not look at product views', () => {
  expect(rankProducts(topCtr, [{ productId: 'a', views: 100, clicks: 0, impressions: 0 }])).toEqual([]);
});

test('has 20 products at most, the best ones, and the tie at the end is cut by product id', () => {
  const tied = Array.from({ length: 21 }, (_, i): Ad => [`t${String(i + 10)}`, 1, 10]);
  const ranked = list(...tied.reverse(), ['best', 9, 10], ['more clicks', 2, 20]);
  expect(ranked).toHaveLength(20);
  expect(ranked.slice(0, 3).map(([id]) => id)).toEqual(['best', 'more clicks', 't10']);
  expect(ranked[19]?.[0]).toBe('t27');
});

test('is as short as there are products, down to none', () => {
  expect(list(['a', 1, 1])).toHaveLength(1);
  expect(list()).toEqual([]);
});

test('does not touch what it was given', () => {
  const products = Object.freeze(
    shown([
      ['a', 1, 2],
      ['b', 2, 2],
    ]),
  );
  rankProducts(topCtr, products);
  expect(products.map(({ productId }) => productId)).toEqual(['a', 'b']);
});

describe(`against the naive reference, seed ${String(SEED)}`, () => {
  const DATE = '2024-06-15';
  // Few ids and days, so that ties, duplicates and later rows are the rule.
  const advertiser = fc.constantFrom('A', 'a', 'B', '😀', '\uff21', 'gone');
  const product = fc.oneof(
    fc.constantFrom('p', 'P', '07', '7', 'é', '\uffee', '😀'),
    fc.nat(40).map((number) => `p${String(number)}`),
  );
  const day = fc.constantFrom('2024-01-01', '2024-06-14', DATE, '2024-06-16', '2025-01-01');
  const views = fc.array(fc.tuple(advertiser, product, day), { maxLength: 150 });
  const type = fc.oneof(
    { weight: 2, arbitrary: fc.constant('impression') },
    { weight: 1, arbitrary: fc.constant('click') },
    { weight: 1, arbitrary: fc.constant('conversion') },
  );
  const ads = fc.array(fc.tuple(advertiser, product, type, day), { maxLength: 200 });
  const ACTIVE = ['A', 'a', 'B', '😀', '\uff21', 'silent'];

  const csv = (header: string, rows: readonly (readonly string[])[]) =>
    `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`;

  function rankAll<Metric extends string>(
    model: Model<Metric>,
    all: ReadonlyMap<string, ReadonlyMap<string, ProductCounts>>,
  ): [advertiser: string, rank: number, product: string, ...figures: number[]][] {
    return [...all]
      .sort(([a], [b]) => compareUtf8(a, b))
      .flatMap(([advertiserId, products]) =>
        rankProducts(model, [...products.values()]).map(
          ({ productId, metrics }, i): [string, number, string, ...number[]] => [
            advertiserId,
            i + 1,
            productId,
            ...model.metrics.map(({ name }) => metrics[name]),
          ],
        ),
      );
  }

  test('three models give its lists', () => {
    holds(
      fc.property(views, ads, (viewRows, adRows) => {
        const all = new Map<string, Map<string, ProductCounts>>();
        const count = (advertiserId: string, productId: string, on: string, counter: Counter) => {
          if (on > DATE || !ACTIVE.includes(advertiserId)) return;
          const products = all.get(advertiserId) ?? new Map<string, ProductCounts>();
          const known = products.get(productId) ?? { productId, views: 0, impressions: 0, clicks: 0 };
          products.set(productId, { ...known, [counter]: (known[counter] ?? 0) + 1 });
          all.set(advertiserId, products);
        };
        for (const [a, p, on] of viewRows) count(a, p, on, 'views');
        for (const [a, p, t, on] of adRows) count(a, p, on, `${t}s` as Counter);

        const logs = {
          advertiser_ids: csv(
            'advertiser_id',
            ACTIVE.map((id) => [id]),
          ),
          product_views: csv('advertiser_id,product_id,date', viewRows),
          ads_views: csv('advertiser_id,product_id,type,date', adRows),
        };
        const expected = referenceLists(logs, DATE);
        expect(rankAll(topProducts, all)).toEqual(expected.topProducts);
        expect(rankAll(topCtr, all)).toEqual(expected.topCtr);
        expect(rankAll(topConversions, all)).toEqual(referenceConversions(logs, DATE));
      }),
      200,
    );
  });
});
