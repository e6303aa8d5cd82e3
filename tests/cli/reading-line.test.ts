import { readingLine } from '../../cli/reading-line';

it.each([
  [12_345_678, 45_000_000, '13 of 45 MB, 1 of 3 objects'],
  [0, 1_000_000, '0 of 1 MB, 1 of 3 objects'],
  [1_200, 999_000, '2 of 999 kB, 1 of 3 objects'],
  [0, 80, '0 of 1 kB, 1 of 3 objects'],
])('%d of %d bytes are shown as %j', (bytesRead, bytes, text) => {
  expect(readingLine({ objects: 3, objectsRead: 1, bytes, bytesRead })).toMatch(new RegExp(` ${text}$`));
});
