import { partitionOf } from '../../../logs/sources/partitions';

it.each([
  ['input/dt=2026-11-05/hour=05/a.csv', 'hour', '05'],
  ['input/store=007/a.csv', 'store', '007'],
  ['input/d=a%2Fb%3ac/a.csv', 'd', 'a/b:c'],
  ['input/d=100%/a.csv', 'd', '100%'],
  ['input/d=a=b/a.csv', 'd', 'a=b'],
  ['input/d=/a.csv', 'd', ''],
  ['input/d=__HIVE_DEFAULT_PARTITION__/a.csv', 'd', ''],
  ['input/_d=1/a.csv', '_d', '1'],
  ['input/a%20b=1/a.csv', 'a b', '1'],
  ['input/tag=é/a.csv', 'tag', 'Ã©'],
])('%s has %s: %j', (key, name, value) => {
  expect(partitionOf(key, name)).toBe(value);
});

it.each([
  ['input/dt=1/a.csv', 'DT'],
  ['input/dt=1/a.csv', 'd'],
  ['input/a/dt=1', 'dt'],
  ['input/=1/a.csv', ''],
  ['input/dt=1/dt=1/a.csv', 'dt'],
])('%s has not %j once', (key, name) => {
  expect(partitionOf(key, name)).toBeUndefined();
});
