import { createEntryFinder } from '../../../logs/sources/find-entry';
import { parseSources } from '../../../logs/sources/parse-sources';

const columns = { advertiser_id: 'a', product_id: 'p', date: { path: 'dt' } };
const parsed = parseSources(
  JSON.stringify({
    logs: {
      product_views: [
        { objects: 'input/visits/**' },
        { objects: 'input/**/late.csv' },
        { objects: 'input/days/**', columns },
      ],
      ads_views: [{ objects: 'input/visits/**' }],
    },
  }),
);
const find = createEntryFinder('sources' in parsed ? parsed.sources : { timeZone: 'UTC', logs: {} });

it('finds the entry whose glob matches the key', () => {
  expect(find('product_views', 'input/visits/a.csv')).toMatchObject({
    entry: { at: '$.logs.product_views[0]' },
  });
  expect(find('product_views', 'input/late.csv')).toMatchObject({ entry: { objects: 'input/**/late.csv' } });
  expect(find('ads_views', 'input/visits/a.csv')).toMatchObject({ entry: { at: '$.logs.ads_views[0]' } });
});

it('finds none for other keys, other logs', () => {
  expect(find('product_views', 'input/product_views.csv')).toBeUndefined();
  expect(find('advertiser_ids', 'input/visits/a.csv')).toBeUndefined();
});

it('tells of a key that two entries of one log match', () => {
  expect(find('product_views', 'input/visits/late.csv')).toEqual({
    fault: {
      path: '$.logs.product_views[1].objects',
      fault: 'matches input/visits/late.csv, which $.logs.product_views[0].objects matches as well',
      remedy: 'change one of the globs, so that each object has one entry',
    },
  });
});

it('tells of a key without a partition that the entry names', () => {
  expect(find('product_views', 'input/days/dt=2026-11-05/a.csv')).toMatchObject({ entry: {} });
  expect(find('product_views', 'input/days/a.csv')).toEqual({
    fault: {
      path: '$.logs.product_views[2].columns.date.path',
      fault: 'is "dt", which input/days/a.csv does not have once',
      remedy: 'let `objects` match only keys with one folder dt=…',
    },
  });
});
