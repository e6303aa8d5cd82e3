import { IgnoredRows } from '../../../counting/scan/ignored-rows';

it('counts each type, in the byte order of types, and all of them together', () => {
  const ignored = new IgnoredRows();
  ignored.add({ ignored: 'tap' }, 3);
  ignored.add({ ignored: 'ping' });
  ignored.add({ ignored: 'tap' }, 2);
  ignored.add({ ignored: 'Ping' });
  expect(Object.entries(ignored.counts)).toEqual([
    ['Ping', 1],
    ['ping', 1],
    ['tap', 5],
  ]);
  expect(ignored.count).toBe(7);
});

it('has nothing of a log without ignored types', () => {
  expect(new IgnoredRows().counts).toEqual({});
});
