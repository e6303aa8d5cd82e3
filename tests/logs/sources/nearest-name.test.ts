import { nearestName } from '../../../logs/sources/nearest-name';

it.each([
  ['colums', 'columns'],
  ['timezone', 'timeZone'],
  ['ad_views', 'ads_views'],
  ['valeu', 'value'],
])('takes %s for %s', (text, name) => {
  expect(nearestName(text, ['columns', 'timeZone', 'ads_views', 'value'])).toBe(name);
});

it.each(['', 'x', 'ab', 'something'])('takes %j for nothing', (text) => {
  expect(nearestName(text, ['columns', 'path', 'ads_views'])).toBeUndefined();
});
