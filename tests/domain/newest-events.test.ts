import { describeWithoutEvents, mergeNewestEvents, withoutEvents } from '../../domain/newest-events';

const DATE = '2026-11-29';

// Break: a log without any event taken for one whose day is missing; not known taken for none.
it.each([
  ['no log, where each has events on it', { product_views: DATE, ads_views: DATE }, []],
  ['a log whose newest event is older', { product_views: DATE, ads_views: '2026-11-28' }, ['ads_views']],
  ['a log with later events only', { product_views: null, ads_views: DATE }, ['product_views']],
  ['both', { ads_views: '2026-11-01', product_views: null }, ['product_views', 'ads_views']],
  ['no log that has no event at all', { ads_views: DATE }, []],
  ['nothing where an earlier version published', null, null],
  ['nothing where nothing is published', undefined, null],
])('a date is without events of %s', (_, newest, without) => {
  expect(withoutEvents(DATE, newest)).toEqual(without);
});

it('the newest event of all shards counts, whichever has it', () => {
  expect(mergeNewestEvents([])).toEqual({});
  expect(mergeNewestEvents([{}, { ads_views: null }, {}])).toEqual({ ads_views: null });
  expect(
    mergeNewestEvents([
      { product_views: '2026-11-28', ads_views: null },
      { product_views: DATE },
      { product_views: null, ads_views: '2026-11-02' },
    ]),
  ).toEqual({ product_views: DATE, ads_views: '2026-11-02' });
});

it('one message tells dates that lack the same logs', () => {
  expect(
    describeWithoutEvents([
      { date: '2026-11-25', without: ['ads_views'] },
      { date: '2026-11-26', without: [] },
      { date: '2026-11-27', without: ['product_views', 'ads_views'] },
      { date: '2026-11-28', without: null },
      { date: DATE, without: ['ads_views'] },
    ]),
  ).toEqual([
    {
      dates: ['2026-11-25', DATE],
      message: '2026-11-25, 2026-11-29 are published without events: ads_views has none of those days',
    },
    {
      dates: ['2026-11-27'],
      message: '2026-11-27 is published without events: product_views and ads_views have none of that day',
    },
  ]);
});
