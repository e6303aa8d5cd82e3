import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ListBatch } from '../../db/list-batch';
import { publish } from '../../db/publication';
import { findHistory, findList, findLists } from '../../db/recommendations';
import { findStatistics } from '../../db/statistics';
import { MODELS } from '../../domain/models';
import { LIST_LENGTH } from '../../domain/models/model';
import type { Model } from '../../domain/models/model';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { topConversions } from '../../domain/models/top-conversions';
import { trending } from '../../domain/models/trending';
import { compareUtf8 } from '../../domain/utf8-order';
import {
  beginRun,
  listColumns,
  NO_OTHER_LISTS,
  publicationOf,
  publishLists,
} from '../support/database/publications';
import { publishedRows } from '../support/reference/published-rows';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
/** Two lists full of ids that mean something to SQL, to arrays, to JSON, to CSV or to eyes. */
const HOSTILE_IDS = [
  ...['"', '""', "'", "''", '\\', '\\"', '\\\\', '{', '}', '{}', '{a,b}', ',', ';', 'NULL', 'null', 'nUlL'],
  ...[' ', ' a', 'a ', 'a b', '\u00a0', '\u2028', '\ufeff', '[1:2]={a,b}', '(a,b)', '\\x41', '\\N', '\\.'],
  ...['$1', '%s', '--', '/*', "E'\\n'", 'é', 'e\u0301', '日本', '😀', '\uffff', '0001', '1'],
  ...['"'.repeat(128), '\\'.repeat(128), '{'.repeat(128), '😀'.repeat(32), 'a'.repeat(128)],
];

let database: TestDatabase;
let db: TestDatabase['db'];

beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
});

afterEach(async () => {
  await database.drop();
});

it('takes hostile ids through tables, views and every reader, byte for byte and in their order', async () => {
  const listOf = (turn: number) =>
    Array.from({ length: LIST_LENGTH }, (_, i) => HOSTILE_IDS[(turn + 7 * i) % HOSTILE_IDS.length]!);
  const advertisers = HOSTILE_IDS.map((id, turn) => ({ id, products: listOf(turn) }));
  await publishLists(db, DATE, {
    views: Object.fromEntries(
      advertisers.map(({ id, products }) => [id, products.map((product, i) => [product, 90 - i] as const)]),
    ),
    ctrs: Object.fromEntries(
      advertisers.map(({ id, products }) => [id, products.map((product, i) => [product, 1, 3 + i] as const)]),
    ),
  });

  advertisers.sort((a, b) => compareUtf8(a.id, b.id));
  expect(await publishedRows(db, DATE)).toEqual({
    topProducts: advertisers.flatMap(({ id, products }) =>
      products.map((product, i) => [id, i + 1, product, 90 - i]),
    ),
    topCtr: advertisers.flatMap(({ id, products }) =>
      products.map((product, i) => [id, i + 1, product, 1, 3 + i, 1 / (3 + i)]),
    ),
  });
  const lists = await findLists(db, topProducts, DATE);
  expect([...lists.keys()]).toEqual(advertisers.map(({ id }) => id));
  for (const { id, products } of advertisers) {
    const viewed = products.map((product, i) => ({ rank: i + 1, product_id: product, views: 90 - i }));
    const clicked = products.map((product, i) => ({
      ...{ rank: i + 1, product_id: product, clicks: 1, impressions: 3 + i, ctr: 1 / (3 + i) },
    }));
    expect(lists.get(id)).toEqual(viewed);
    expect((await findList(db, topCtr, id, undefined))?.entries).toEqual(clicked);
    expect((await findHistory(db, MODELS, id, 7))?.lists).toEqual({
      top_products: viewed.map((entry) => ({ date: DATE, ...entry })),
      top_ctr: clicked.map((entry) => ({ date: DATE, ...entry })),
      ...NO_OTHER_LISTS,
    });
  }
  const { agreement } = await findStatistics(db, MODELS, [topProducts, topCtr]);
  expect(agreement).toEqual(
    advertisers.map(({ id }) => ({ advertiser_id: id, shared_products: LIST_LENGTH, jaccard: 1 })),
  );
});

// Fails when ctr is rounded twice, or is anything but the quotient of two doubles.
it("derives the model's ctr, to the last bit", async () => {
  const pairs = Array.from({ length: 1_000 }, (_, i): [number, number] => [
    (i * 7_919) % 1_009 || 1,
    (i * 104_729) % (i % 2 === 0 ? 2_147_483_647 : 997) || 1,
  ]);
  const ctrs = Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [
      `A${String(n).padStart(2, '0')}`,
      pairs.slice(n * 20, n * 20 + 20).map(([c, i], p) => [`p${String(p)}`, c, i] as const),
    ]),
  );
  await publishLists(db, DATE, { ctrs });
  const { topCtr: rows } = await publishedRows(db, DATE);
  expect(rows.map(([, , , clicks, impressions, ctr]) => [clicks, impressions, ctr])).toEqual(
    pairs.map(([clicks, impressions]) => [clicks, impressions, clicks / impressions]),
  );
});

it('holds lists as long as the domain makes them, and none longer', async () => {
  const products = Array.from({ length: LIST_LENGTH + 1 }, (_, i) => [`p${String(i)}`, 1] as const);
  await publishLists(db, DATE, { views: { A: products.slice(1) } });
  expect((await publishedRows(db, DATE)).topProducts).toHaveLength(LIST_LENGTH);
  await expect(publishLists(db, DATE, { views: { A: products } })).rejects.toMatchObject({
    code: '23514',
    constraint: 'list_length',
  });
});

it('refuses a list that lacks a figure of its model', async () => {
  const publication = publicationOf({});
  const lists = [
    {
      model: topProducts,
      lists: [listColumns([{ advertiserId: 'A', productIds: ['p'], metrics: { views: [] } }])],
    },
  ];
  const published = publish(db, await beginRun(db, DATE), { ...publication, lists });
  await expect(published).rejects.toMatchObject({ constraint: 'views_of_each_product' });
});

it('refuses lists that are not in the order of advertisers, or that lack figures of a model of the shared table', async () => {
  const refused = async (model: Model, lists: ListBatch) =>
    publish(db, await beginRun(db, DATE), { ...publicationOf({}), lists: [{ model, lists: [lists] }] });
  const views = Int32Array.of(1, 1, 1);
  const inOrder = listColumns(
    ['A', 'B', 'C'].map((id) => ({ advertiserId: id, productIds: ['p'], metrics: {} })),
  );
  const turned = { ...inOrder, product: Int32Array.of(0, 2, 1), metrics: { views } };
  await expect(refused(topProducts, turned)).rejects.toThrow('not in order');
  await expect(refused(trending, { ...inOrder, metrics: { views } })).rejects.toThrow(
    'a figure is no number: NaN',
  );
  await expect(refused(topConversions, { ...inOrder, metrics: { conversions: views } })).rejects.toThrow(
    'a figure is no number: NaN',
  );
  const half = { ...inOrder, metrics: { views: Float64Array.of(1, 0.5, 1) } };
  await expect(refused(topProducts, half)).rejects.toThrow('a figure is no integer: 0.5');
});

// Fails when a rate without clicks becomes 0, a text, or an error.
it('has null where a figure is not known', async () => {
  const metrics = { conversions: [3, 2], clicks: [4, 0], conversion_rate: [0.75, NaN] };
  const batch = listColumns([{ advertiserId: 'A', productIds: ['p', 'q'], metrics }]);
  const lists = [{ model: topConversions, lists: [batch] }];
  await publish(db, await beginRun(db, DATE), { ...publicationOf({}, ['A']), lists });
  expect((await findList(db, topConversions, 'A', undefined))?.entries).toEqual([
    { rank: 1, product_id: 'p', conversions: 3, clicks: 4, conversion_rate: 0.75 },
    { rank: 2, product_id: 'q', conversions: 2, clicks: 0, conversion_rate: null },
  ]);
});

/** A list of another model, as this version writes it. */
function inModelLists(products: string, names: string | null, figures: string | null): RawBuilder<unknown> {
  return sql`
    INSERT INTO model_lists (model, date, advertiser_id, product_ids, metric_names, figures)
    VALUES ('M', ${DATE}, 'A', ${products}, ${names}, ${figures})`;
}

// Fails when a figure is read for another product or metric, or when earlier lists can no longer be read.
it.each([
  [
    'an earlier version',
    sql`INSERT INTO model_lists VALUES ('M', ${DATE}, 'A', '{a,b}', '{"x": [3, 1], "y": [0.1, 1e-7]}')`,
  ],
  ['this version', inModelLists('{a,b}', '{x,y}', '{3,0.1,1,1e-7}')],
])('shows the lists that %s published, with their figures by name', async (_, insert) => {
  await insert.execute(db);
  const rows = await db
    .selectFrom('model_recommendations')
    .select(['rank', 'product_id', 'metrics'])
    .orderBy('rank')
    .execute();
  expect(rows).toEqual([
    { rank: 1, product_id: 'a', metrics: { x: 3, y: 0.1 } },
    { rank: 2, product_id: 'b', metrics: { x: 1, y: 1e-7 } },
  ]);
});

it.each<[string, RawBuilder<unknown>, string]>([
  ['without products', sql`INSERT INTO top_products_lists VALUES (${DATE}, 'A', '{}', '{}')`, '23514'],
  [
    'with a product twice',
    sql`INSERT INTO top_products_lists VALUES (${DATE}, 'A', '{a,b,a}', '{1,1,1}')`,
    '23514',
  ],
  [
    'with NULL for a product',
    sql`INSERT INTO top_products_lists VALUES (${DATE}, 'A', '{a,NULL}', '{1,1}')`,
    '22004',
  ],
  [
    'with too few figures',
    sql`INSERT INTO top_products_lists VALUES (${DATE}, 'A', '{a,b}', '{1}')`,
    '23514',
  ],
  [
    'with NULL for a figure',
    sql`INSERT INTO top_ctr_lists VALUES (${DATE}, 'A', '{a}', '{NULL}', '{1}')`,
    '23514',
  ],
  [
    'that cannot have a ctr',
    sql`INSERT INTO top_ctr_lists VALUES (${DATE}, 'A', '{a}', '{1}', '{0}')`,
    '23514',
  ],
  [
    'of another model with too few figures',
    sql`INSERT INTO model_lists VALUES ('M', ${DATE}, 'A', '{a,b}', '{"x": [1, 2], "y": [1]}')`,
    '23514',
  ],
  [
    'of another model with one figure for all',
    sql`INSERT INTO model_lists VALUES ('M', ${DATE}, 'A', '{a}', '{"x": 1}')`,
    '23514',
  ],
  ['of another model without figures', inModelLists('{a}', null, null), '23514'],
  ['of another model with figures without names', inModelLists('{a}', null, '{1}'), '23514'],
  ['of another model that lacks a figure', inModelLists('{a,b}', '{x,y}', '{1,2,3}'), '23514'],
  ['of another model with NULL for a figure', inModelLists('{a,b}', '{x}', '{1,NULL}'), '23514'],
])('refuses a list %s', async (_, insert, code) => {
  await expect(insert.execute(db)).rejects.toMatchObject({ code });
});

it('has one list of an advertiser for a date', async () => {
  const insert = sql`INSERT INTO top_ctr_lists VALUES (${DATE}, 'A', '{a}', '{1}', '{1}')`;
  await insert.execute(db);
  await expect(insert.execute(db)).rejects.toMatchObject({ code: '23505' });
});

// Fails when a view must be computed for all dates before its rows are chosen.
it.each([
  ['top_products', 'top_products_lists_pkey', sql`date = ${DATE} AND advertiser_id = 'A7'`],
  ['top_ctr_products', 'top_ctr_lists_pkey', sql`date = ${DATE} AND advertiser_id = 'A7'`],
  ['model_recommendations', 'model_lists_pkey', sql`model = 'M' AND date = ${DATE} AND advertiser_id = 'A7'`],
])('reads one row for a list of the view %s', async (view, index, condition) => {
  const lists = sql`FROM generate_series(0, 39) AS day, generate_series(0, 99) AS advertiser`;
  const key = sql`${DATE}::date - day, 'A' || advertiser, ARRAY['a', 'b']`;
  await sql`INSERT INTO top_products_lists SELECT ${key}, ARRAY[2, 1] ${lists}`.execute(db);
  await sql`INSERT INTO top_ctr_lists SELECT ${key}, ARRAY[2, 1], ARRAY[3, 3] ${lists}`.execute(db);
  await sql`INSERT INTO model_lists SELECT 'M', ${key}, '{"x": [2, 1]}' ${lists}`.execute(db);
  await sql`ANALYZE`.execute(db);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)
    SELECT * FROM ${sql.table(view)} WHERE ${condition}`.execute(db);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(new RegExp(`Index Scan using ${index} on .* \\(actual rows=1\\.00 loops=1\\)`));
  expect(plan).toMatch(/Index Cond: .*date = .* AND \(advertiser_id = /);
  expect(plan).not.toContain('Seq Scan');
});
