import { shareProducts } from '../../support/logs/count-tables';
import { readDay, scoreDay } from '../../../counting/daily/score-day';
import { scoreAt } from '../../../domain/evaluation/evaluate-day';
import { writeParquet } from '../../../storage/parquet';
import { MemoryLake } from '../../support/lake/memory-lake';

/** By advertiser, product: clicks and impressions of the day. */
type Day = Readonly<Record<string, Readonly<Record<string, readonly [clicks: number, impressions: number]>>>>;

// Idle has impressions only, and between two that were clicked.
const DAY: Day = {
  A: { p: [1, 10], q: [3, 30] },
  Idle: { p: [0, 5] },
  N: { q: [2, 4] },
  Z: { p: [0, 8], r: [5, 5] },
};
// Of A, N and Z.
const LISTS = ['q', '', 'r\np'];

let lake: MemoryLake;

beforeEach(() => {
  lake = new MemoryLake();
});

/** The file of a day, over products of which some have no event. */
async function fileOf(day: Day, key = 'ads_of_day') {
  const all = Object.keys(day).flatMap((advertiser) =>
    ['p', 'q', 'r'].map((id) => [advertiser, id] as const),
  );
  const rows = all.flatMap(([advertiser, id], product) => {
    const [clicks, impressions] = day[advertiser]?.[id] ?? [];
    return clicks === undefined || impressions === undefined ? [] : [{ product, clicks, impressions }];
  });
  const column = (name: 'product' | 'clicks' | 'impressions') => ({
    ...{ name, type: 'INT32' as const },
    data: rows.map((row) => row[name]),
  });
  const products = shareProducts(`products of ${Object.keys(day).join()}`, {
    advertiserIds: all.map(([advertiser]) => advertiser),
    productIds: all.map(([, id]) => id),
  });
  const adsOfDay = await writeParquet(lake, key, [
    column('product'),
    column('impressions'),
    column('clicks'),
  ]);
  return { products, adsOfDay };
}

it('names the advertisers with any click, in the order of portions', async () => {
  expect(await readDay(lake, await fileOf(DAY))).toEqual(['A', 'N', 'Z']);
});

// Fails when a portion takes the events of an advertiser of another one, or of one without clicks.
it.each([
  [[0, 3]],
  [
    [0, 1],
    [1, 3],
  ],
  [
    [0, 2],
    [2, 3],
  ],
])('finds the same in the portions %j', async (...portions) => {
  const file = await fileOf(DAY);
  const found: unknown[] = [];
  for (const [start = 0, end = 0] of portions) {
    const lists = [{ model: 'One', lists: LISTS.slice(start, end).join('\f') }];
    const scores = await scoreDay(lake, { ...file, start, end, lists });
    scores.advertiserIds.forEach((id, i) => found.push([id, scoreAt(scores, i, 0)]));
  }
  // N has no list.
  expect(found).toEqual([
    ['A', { products: 1, clicks: 4, impressions: 40, listedClicks: 3, listedImpressions: 30, clickedProducts: 1, ndcg: expect.closeTo(3 / (3 + 1 / Math.log2(3)), 12) as number }], // prettier-ignore
    ['Z', { products: 2, clicks: 5, impressions: 13, listedClicks: 5, listedImpressions: 13, clickedProducts: 1, ndcg: 1 }], // prettier-ignore
  ]);
});

// Fails when the day that was read last is taken for another one.
it('reads another day, also under the same key', async () => {
  expect(await readDay(lake, await fileOf(DAY))).toEqual(['A', 'N', 'Z']);
  expect(await readDay(lake, await fileOf({ ...DAY, A: { p: [0, 10] } }))).toEqual(['N', 'Z']);
  expect(await readDay(lake, await fileOf({ ...DAY, N: {} }, 'other'))).toEqual(['A', 'Z']);
});
