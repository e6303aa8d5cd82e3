import fc from 'fast-check';
import { toLists } from '../../activities/write-lists';
import type { RankedColumns } from '../../activities/write-lists';
import type { Model } from '../../domain/models/model';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { holds, SEED } from '../support/property';

type RankedRow = Readonly<Record<string, string | number>>;

/** Rows as the columns of a rank step's file. */
function columns(model: Model, rows: readonly RankedRow[]): RankedColumns {
  const column = (name: string) => rows.map((one) => one[name]);
  return {
    advertiser_id: column('advertiser_id') as string[],
    rank: Int32Array.from(column('rank') as number[]),
    product_id: column('product_id') as string[],
    metrics: Object.fromEntries(
      model.metrics.map(({ name, type }) => [
        name,
        (type === 'integer' ? Int32Array : Float64Array).from(column(name) as number[]),
      ]),
    ),
  };
}

const row = (advertiser: string, rank: number, views = 0): RankedRow => ({
  ...{ advertiser_id: advertiser, rank, product_id: `p${String(rank)}`, views },
});

it('makes one list of the rows of an advertiser, with one array a metric', () => {
  const rows = [
    { advertiser_id: 'B', rank: 1, product_id: 'p2', clicks: 3, impressions: 2, ctr: 1.5 },
    { advertiser_id: 'B', rank: 2, product_id: 'p1', clicks: 1, impressions: 3, ctr: 1 / 3 },
    { advertiser_id: '__proto__', rank: 1, product_id: 'p2', clicks: 1, impressions: 4, ctr: 0.25 },
  ];
  expect(toLists(topCtr, columns(topCtr, rows))).toEqual([
    {
      advertiserId: 'B',
      productIds: ['p2', 'p1'],
      metrics: { clicks: [3, 1], impressions: [2, 3], ctr: [1.5, 1 / 3] },
    },
    {
      advertiserId: '__proto__',
      productIds: ['p2'],
      metrics: { clicks: [1], impressions: [4], ctr: [0.25] },
    },
  ]);
  expect(toLists(topCtr, columns(topCtr, []))).toEqual([]);
});

it.each([
  ['an advertiser comes again', [row('A', 1), row('B', 1), row('A', 1)]],
  ['an advertiser goes on after another', [row('A', 1), row('B', 1), row('A', 2)]],
  ['a rank is left out', [row('A', 1), row('A', 3)]],
  ['a rank comes twice', [row('A', 1), row('A', 1)]],
  ['a list does not begin at 1', [row('A', 1), row('B', 2)]],
])('refuses rows where %s', (_, rows) => {
  expect(() => toLists(topProducts, columns(topProducts, rows))).toThrow(
    /out of order in the lists of TopProducts$/,
  );
});

it(`keeps every row (seed ${String(SEED)})`, () => {
  holds(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.string(), fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 20 })), {
        selector: ([advertiser]) => advertiser,
      }),
      (advertisers) => {
        const rows = advertisers.flatMap(([id, figures]) => figures.map((views, i) => row(id, i + 1, views)));
        const back = toLists(topProducts, columns(topProducts, rows)).flatMap(
          ({ advertiserId, productIds, metrics }) =>
            productIds.map((product, i) => ({
              ...{
                advertiser_id: advertiserId,
                rank: i + 1,
                product_id: product,
                views: metrics['views']?.[i],
              },
            })),
        );
        expect(back).toEqual(rows);
      },
    ),
  );
});
