import { eventObjectsOf, findLogObjects, listInputs, objectsOf } from '../../logs/list-inputs';
import { MemoryLake } from '../support/lake/memory-lake';

let lake: MemoryLake;
beforeEach(() => {
  lake = new MemoryLake();
});

const write = (key: string, body: object | string = 'x') =>
  lake.write(key, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const describeLogs = (logs: object, more: object = {}) => write('input/sources.json', { logs, ...more });
const keys = (objects: readonly { readonly key: string }[]) => objects.map(({ key }) => key);
const COLUMNS = { advertiser_id: 'a', product_id: 'p', date: 'd' };

it('a described log reads what its entries match, another one what its name says', async () => {
  await describeLogs({
    ads_views: [
      { objects: 'input/clicks/**', format: 'jsonl', columns: { ...COLUMNS, type: { value: 'click' } } },
      { objects: 'input/shown-*.csv', columns: { ...COLUMNS, impressions: 'n' } },
    ],
  });
  for (const key of [
    'clicks/2026/a',
    'shown-1.csv',
    'product_views/x.csv',
    'advertiser_ids.csv',
    'ads_views.csv',
  ])
    await write(`input/${key}`);
  const inputs = await listInputs(lake);
  expect(eventObjectsOf(inputs).map(({ log, object }) => [log, object.key, object.source?.entry.at])).toEqual(
    [
      ['product_views', 'input/product_views/x.csv', undefined],
      ['ads_views', 'input/clicks/2026/a', '$.logs.ads_views[0]'],
      ['ads_views', 'input/shown-1.csv', '$.logs.ads_views[1]'],
    ],
  );
  expect(inputs.unread).toMatchObject([
    {
      kind: 'no_entry',
      first: [
        { key: 'input/ads_views.csv', reason: expect.stringContaining('no entry of ads_views') as string },
      ],
    },
    { kind: 'sources', first: [{ key: 'input/sources.json', reason: 'describes the logs' }] },
  ]);
  expect(keys(await findLogObjects(lake, 'ads_views'))).toEqual(['input/clicks/2026/a', 'input/shown-1.csv']);
});

it('one object may be of two logs, each by its entry', async () => {
  const entry = (types: object) => ({
    objects: 'input/events.csv',
    columns: { ...COLUMNS, type: 't' },
    types,
  });
  await describeLogs({
    product_views: [entry({ view: ['visit'], ignored: ['show', 'tap'] })],
    ads_views: [entry({ impression: ['show'], click: ['tap'], ignored: ['visit'] })],
  });
  await write('input/events.csv');
  const objects = eventObjectsOf(await listInputs(lake));
  expect(objects.map(({ log, object }) => [log, object.key])).toEqual([
    ['product_views', 'input/events.csv'],
    ['ads_views', 'input/events.csv'],
  ]);
  const [views, ads] = objects.map(({ object }) => object.source!.hash);
  expect(views).not.toBe(ads);
});

it('staging is never read, whatever an entry matches', async () => {
  await describeLogs({ product_views: [{ objects: 'input/v/**' }] });
  for (const key of ['_temporary/1.csv', '.x.csv', 'dt=1/_x.csv', '_dt=1/x.csv'])
    await write(`input/v/${key}`);
  expect(keys(objectsOf(await listInputs(lake), 'product_views'))).toEqual(['input/v/_dt=1/x.csv']);
});

it('all faults of descriptions are told at once, and no log is read without them', async () => {
  await write('input/sources.json', {
    timeZone: 'Berlin',
    logs: { product_views: [{ objects: 'visits/**' }] },
  });
  await write('input/product_views.csv');
  const inputs = await listInputs(lake);
  expect(() => objectsOf(inputs, 'product_views')).toThrow(
    /^input\/sources\.json: .*\$\.timeZone is not Area\/Place: "Berlin"; did you mean Europe\/Berlin\?.*\$\.logs\.product_views\[0\]\.objects is "visits\/\*\*"; begin it with input\//,
  );
  expect(() => objectsOf(inputs, 'advertiser_ids')).toThrow(/timeZone/);
});

it('an object that two entries match is a fault of its log only', async () => {
  await describeLogs({ product_views: [{ objects: 'input/v/**' }, { objects: 'input/*/a.csv' }] });
  await write('input/v/a.csv');
  await write('input/ads_views.csv');
  const inputs = await listInputs(lake);
  expect(() => objectsOf(inputs, 'product_views')).toThrow(
    'input/sources.json: $.logs.product_views[1].objects matches input/v/a.csv, which $.logs.product_views[0].objects matches as well',
  );
  expect(keys(objectsOf(inputs, 'ads_views'))).toEqual(['input/ads_views.csv']);
});

it('entries that match nothing, and objects in no known format, are named', async () => {
  await describeLogs({ product_views: [{ objects: 'input/visits/**' }] });
  await write('input/visits/a.xml');
  const inputs = await listInputs(lake);
  expect(() => objectsOf(inputs, 'product_views')).toThrow(
    'input/sources.json: no object in memory: matches $.logs.product_views (input/visits/**); upload one, or ' +
      'correct the globs; no log reads input/visits/a.xml (it has no extension that tells its format, and $.logs.product_views[0] of sources.json has no `format`)',
  );
});
