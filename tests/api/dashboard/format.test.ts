import {
  bytesText,
  daysText,
  durationText,
  instantText,
  monthText,
  percentText,
} from '../../../api/dashboard/format';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

it.each([
  [0, '0.0 s'],
  [7.24, '7.2 s'],
  [59.96, '60.0 s'],
  [60, '1 min'],
  [185, '3 min 5 s'],
  [3_600, '1 h'],
  [93_840, '1 d 2 h'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(plain(durationText(seconds))).toBe(text);
});

it.each([
  [0, '0 %'],
  [0.009216, '0.922 %'],
  [1 / 6, '16.7 %'],
  [1.5, '150 %'],
])('writes the fraction %d as %s', (fraction, text) => {
  expect(plain(percentText(fraction))).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [4_995_000, '5 MB'],
  [1e18, '1,000,000 TB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(plain(bytesText(bytes))).toBe(text);
});

it('writes instants and months in UTC, wherever it runs', () => {
  expect(instantText(new Date('2024-11-30T23:59:59.999Z'))).toBe('2024-11-30 23:59:59 UTC');
  expect(monthText('2024-11')).toBe('November 2024');
});

it.each([
  [['2024-02-28'], '2024-02-28'],
  [['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-03'], '2024-02-28 to 2024-03-01, 2024-03-03'],
  [['2024-01-01', '2024-01-03', '2024-01-05', '2024-01-07'], '2024-01-01, 2024-01-03, and 2 more ranges'],
])('puts days in a row together: %j', (days, text) => {
  expect(daysText(days, 2)).toBe(text);
});
