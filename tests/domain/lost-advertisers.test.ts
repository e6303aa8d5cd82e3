import { describeLostAdvertisers } from '../../domain/lost-advertisers';

const NEWEST = { date: '2024-02-29', count: 21 };

// Break: `>` for `>=`; the first publication compared with 0.
it.each([
  ['half of an even number', 10, { ...NEWEST, count: 20 }, 0.5],
  ['more than half of an odd number', 11, NEWEST, 0.5],
  ['any advertiser of a first publication', 1, undefined, 0.5],
  ['one advertiser where no share must be left', 1, NEWEST, 0],
  ['all of them where all must be left', 21, NEWEST, 1],
  ['more than before', 500, NEWEST, 1],
  ['none where the newest publication had none either', 0, { ...NEWEST, count: 0 }, 0.5],
])('lets pass %s', (_, active, newest, fraction) => {
  expect(describeLostAdvertisers(active, newest, fraction)).toBeUndefined();
});

it.each([
  ['fewer than half', 10, NEWEST, 0.5, /lists 10 active advertisers, .* \(2024-02-29\) had 21, .* 50 % must/],
  ['one of many', 1, NEWEST, 0.5, /lists 1 active advertiser, /],
  ['one less where all must be left', 20, NEWEST, 1, /at least 100 % must be left/],
  ['none', 0, NEWEST, 0.5, /^it lists no active advertiser, the newest publication \(2024-02-29\) had 21$/],
  ['none where no share must be left', 0, NEWEST, 0, /no active advertiser/],
  ['none in a first publication', 0, undefined, 0.5, /^it lists no active advertiser$/],
])('refuses %s, with both numbers', (_, active, newest, fraction, words) => {
  expect(describeLostAdvertisers(active, newest, fraction)).toMatch(words);
});
