import { publish } from '../../db/publication';
import { findHistory, findList, findLists } from '../../db/recommendations';
import { MODELS } from '../../domain/models';
import type { Model } from '../../domain/models/model';
import { topProducts } from '../../domain/models/top-products';
import {
  beginRun,
  listColumns,
  NO_OTHER_LISTS,
  publicationOf,
  publishLists,
} from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** A model that no migration and no line of the product knows. */
const TOP_MARGIN: Model = {
  name: 'TopMargin',
  slug: 'top_margin',
  caption: 'largest margin',
  logs: ['ads_views'],
  metrics: [
    { name: 'sold', type: 'integer', kind: 'count', from: 'score' },
    { name: 'margin', type: 'double', kind: 'count', from: 'score' },
  ],
  score: () => undefined,
};

let database: TestDatabase;
let db: TestDatabase['db'];

beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
});

afterEach(async () => {
  await database.drop();
});

// Fails when a model needs a table, a column or a line of code outside its file.
it('publishes and reads back a third model without a migration', async () => {
  const publishMargins = async (date: string, products: string[]) => {
    const margins = {
      advertiserId: 'A',
      productIds: products,
      metrics: {
        sold: products.map((_, i) => 10 - i),
        margin: products.map((_, i) => 0.1 + 0.2 * i),
      },
    };
    const usual = publicationOf({ views: { A: [['v', 1]] } });
    const lists = [...usual.lists, { model: TOP_MARGIN, lists: [listColumns([margins])] }];
    await publish(db, await beginRun(db, date), { ...usual, lists });
  };
  await publishMargins('2024-11-28', ['old']);
  await publishMargins('2024-11-29', ['gone', 'gone too']);
  await publishMargins('2024-11-29', ['m1', 'm2']);

  const entries = [
    { rank: 1, product_id: 'm1', sold: 10, margin: 0.1 },
    { rank: 2, product_id: 'm2', sold: 9, margin: 0.1 + 0.2 },
  ];
  expect(await findList(db, TOP_MARGIN, 'A', undefined)).toMatchObject({ date: '2024-11-29', entries });
  expect((await findList(db, TOP_MARGIN, 'A', '2024-11-28'))?.entries).toHaveLength(1);
  expect(await findLists(db, TOP_MARGIN, '2024-11-29')).toEqual(new Map([['A', entries]]));
  expect((await findHistory(db, [...MODELS, TOP_MARGIN], 'A', 7))?.lists).toEqual({
    top_products: [
      { date: '2024-11-29', rank: 1, product_id: 'v', views: 1 },
      { date: '2024-11-28', rank: 1, product_id: 'v', views: 1 },
    ],
    top_ctr: [],
    ...NO_OTHER_LISTS,
    top_margin: [
      ...entries.map((entry) => ({ date: '2024-11-29', ...entry })),
      { date: '2024-11-28', rank: 1, product_id: 'old', sold: 10, margin: 0.1 },
    ],
  });
});

it('tells a known advertiser without a list from one never seen', async () => {
  expect(await findList(db, topProducts, 'A', undefined)).toBeUndefined();
  await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] } }, ['idle']);
  expect(await findList(db, topProducts, 'never', undefined)).toBeUndefined();
  expect(await findList(db, topProducts, 'idle', undefined)).toMatchObject({
    date: '2024-11-29',
    entries: [],
  });
  expect(await findHistory(db, MODELS, 'never', 7)).toBeUndefined();
  expect(await findHistory(db, MODELS, 'idle', 7)).toEqual({
    newestDate: '2024-11-29',
    lists: { top_products: [], top_ctr: [], ...NO_OTHER_LISTS },
  });
});

it('goes by the newest published date, not by a claim of a later one', async () => {
  const published = await publishLists(db, '2024-11-29', { views: { A: [['p1', 1]] } });
  await beginRun(db, '2024-11-30');
  expect(await findList(db, topProducts, 'A', undefined)).toEqual({
    date: '2024-11-29',
    publishedAt: published.publishedAt.toISOString(),
    runId: published.runId,
    withoutEvents: null,
    entries: [{ rank: 1, product_id: 'p1', views: 1 }],
  });
  expect(await findList(db, topProducts, 'A', '2024-11-30')).toEqual({
    date: '2024-11-30',
    publishedAt: null,
    runId: null,
    withoutEvents: null,
    entries: [],
  });
});
