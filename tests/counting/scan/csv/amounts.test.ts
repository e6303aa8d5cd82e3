import fc from 'fast-check';
import { createScannerModule } from '../../../../counting/scan/scanner-module';
import { holds, SEED } from '../../../support/jest/property';
import { latin1, piecesOf } from '../../../support/logs/chunks';
import { describedObject } from '../../../support/logs/described-object';
import { countedOverBytes, scanOutcome } from '../../../support/logs/scan-outcome';

jest.setTimeout(60_000);

const scanner = createScannerModule();
/** Tables that hold little. */
const SMALL = [12_288, 12_392, 13_000, 14_336, 16_000].map((arenaBytes) => createScannerModule(arenaBytes));

const IDS = { advertiser_id: { column: 'ad' }, product_id: { column: 'item' } };
const DAY = { date: { column: 'day' } };
const ADS = describedObject({
  columns: { ...IDS, ...DAY, impressions: { column: 'imps' }, clicks: { column: 'clicks' } },
});
const VIEWS = describedObject(
  { columns: { ...IDS, ...DAY, views: { column: 'imps' } } },
  { log: 'product_views' },
);
const HEADER = 'ad,item,day,imps,clicks\n';

describe('over their bytes are counted', () => {
  it('whole numbers of up to 15 digits, and empty ones as 0', () => {
    const amounts = ['3,1', '0,0', ',2', '007,', '999999999999999,300', '255,1', '1,0'];
    const text = HEADER + amounts.map((each) => `A,p,2024-01-01,${each}\n`).join('');
    expect(countedOverBytes(ADS, latin1(text), scanner)).toBe(6);
    expect(scanOutcome(ADS, [latin1(text)], { module: scanner })).toMatchObject({
      counts: { '["A","p",19723]': [1_000_000_000_000_265, 304, 0] },
      report: { accepted: 7, events: 1_000_000_000_000_569 },
    });
  });

  it('product views', () => {
    const text = HEADER + 'A,p,2024-01-01,40,x\n'.repeat(10);
    expect(countedOverBytes(VIEWS, latin1(text), scanner)).toBe(9);
    expect(scanOutcome(VIEWS, [latin1(text)], { module: scanner })).toMatchObject({
      counts: { '["A","p",19723]': [400] },
    });
  });

  it('amounts that are constants', () => {
    const columns = { ...IDS, ...DAY, impressions: { value: '10' }, clicks: { column: 'clicks' } };
    const object = describedObject({ columns });
    const text = HEADER + 'A,p,2024-01-01,x,2\n'.repeat(10);
    expect(countedOverBytes(object, latin1(text), scanner)).toBe(9);
    expect(scanOutcome(object, [latin1(text)], { module: scanner })).toMatchObject({
      counts: { '["A","p",19723]': [100, 20, 0] },
    });
  });
});

// Fails when a sum that is not exact is counted.
it.each([true, false])('refuses the record with which a sum is beyond 2^53 - 1 (fast: %s)', (fast) => {
  const most = 'A,p,2024-01-01,999999999999999,\n'.repeat(9);
  const rest = 2 ** 53 - 1 - 9 * 999_999_999_999_999;
  const scan = (last: number) =>
    scanOutcome(ADS, [latin1(`${HEADER}${most}A,q,2024-01-01,${String(last)},0\n`)], {
      module: scanner,
      fast,
    });
  expect(scan(rest)).toMatchObject({ report: { events: 2 ** 53 - 1 } });
  expect(() => scan(rest + 1)).toThrow(/events of input\/log\.csv/);
});

describe(`both ways agree (seed ${String(SEED)})`, () => {
  const amount = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 600 }).map(String) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '0',
        '000',
        '-1',
        '1.0',
        '1.5',
        '1e3',
        ' 1',
        '+1',
        '12345678901',
        '0000000000000000007',
        'x',
        '"5"',
        '\xff',
      ),
    },
  );
  const id = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('A', 'B', 'p', 'product-of-more-bytes') },
    { weight: 1, arbitrary: fc.constantFrom('', '\xc3\xa9', '\xff', '"A"', 'y'.repeat(129)) },
  );
  const day = fc.constantFrom('2024-01-01', '2024-01-01', '2024-01-02', '2024-02-30');
  const rows = fc.array(fc.tuple(id, id, day, amount, amount), { maxLength: 80 });

  it('on any amounts, in pieces of any size, in tables of any room', () => {
    holds(
      fc.property(
        rows,
        fc.constantFrom(ADS, VIEWS),
        fc.integer({ min: 10, max: 200 }),
        fc.constantFrom(...SMALL),
        (list, object, size, module) => {
          const bytes = latin1(HEADER + list.map((row) => `${row.join(',')}\n`).join(''));
          const expected = scanOutcome(object, [bytes], { module: scanner, fast: false });
          expect(scanOutcome(object, piecesOf(bytes, size), { module: scanner })).toEqual(expected);
          expect(scanOutcome(object, [bytes, bytes.subarray(HEADER.length)], { module })).toEqual(
            scanOutcome(object, [bytes, bytes.subarray(HEADER.length)], { module: scanner, fast: false }),
          );
        },
      ),
    );
  });
});
