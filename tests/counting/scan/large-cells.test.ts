import { CsvScanner } from '../../../counting/scan/csv/csv-scanner';
import { createScannerModule } from '../../../counting/scan/scanner-module';
import type { ScannerModule } from '../../../counting/scan/scanner-module';
import { readTable } from '../../../counting/scan/scanner-table';
import type { EventLogName } from '../../../domain/logs';
import { logObjectOf } from '../../support/logs/record-request';

/*
 * The scanner's own cells. So many events take hours to scan: a word in its memory is set instead, the one that has what was
 * carried over from a product's cell, which has one byte. Must fail when a count loses its upper bits.
 */

/** Events of three products that were carried over, 256 at a time: nowhere else in memory are these words of 64 bits side by side. */
const CARRIED = [11, 57, 101];

let table: ScannerModule;

beforeEach(() => {
  table = createScannerModule();
});

/** The log of products `p`, `q` and `r`, each with its events and some more that are not carried over. */
function textOf(log: EventLogName, rest: number): string {
  const middle = log === 'product_views' ? '' : 'conversion,';
  const header = `advertiser_id,product_id,${log === 'product_views' ? '' : 'type,'}date\n`;
  return (
    header +
    CARRIED.map((carried, i) => `A,${'pqr'[i]!},${middle}2024-01-01\n`.repeat(256 * carried + rest)).join('')
  );
}

/** Scans a log, and finds where its carried events are. */
function scan(log: EventLogName, rest: number): { readonly scanner: CsvScanner; readonly at: number } {
  const scanner = new CsvScanner(table, logObjectOf(log, 'input/log.csv'), { onTable: () => undefined });
  scanner.push(Buffer.from(textOf(log, rest)));
  const { words } = table;
  const found: number[] = [];
  for (let at = words.indexOf(CARRIED[0]!); at !== -1; at = words.indexOf(CARRIED[0]!, at + 1))
    if (CARRIED.every((carried, i) => words[at + 2 * i] === carried && words[at + 2 * i + 1] === 0))
      found.push(at);
  expect(found).toHaveLength(1);
  return { scanner, at: found[0]! };
}

describe.each<EventLogName>(['product_views', 'ads_views'])('%s', (log) => {
  it.each([
    ['2^31', 2 ** 23, 3],
    ['2^31, less one', 2 ** 23 - 1, 255],
    ['2^32', 2 ** 24, 3],
    ['2^32, less one', 2 ** 24 - 1, 255],
    ['2^40, less one', 2 ** 32 - 1, 255],
    ['2^40', 2 ** 32, 3],
    ['2^52', 2 ** 44, 3],
  ])('gives a product %s events', (_, carried, rest) => {
    const { at } = scan(log, rest);
    table.words[at + 2] = carried % 2 ** 32;
    table.words[at + 3] = Math.floor(carried / 2 ** 32);
    const { rows, events } = readTable(table, log);
    const expected = [256 * CARRIED[0]! + rest, 256 * carried + rest, 256 * CARRIED[2]! + rest];
    expect(Array.from(rows.counters.at(-1)!)).toEqual(expected);
    expect(events).toBe(expected.reduce((sum, count) => sum + count, 0));
    expect(rows.counters.map((counter) => counter.length)).toEqual(rows.counters.map(() => 3));
  });
});

it.each([2 ** 31 - 2, 2 ** 32 - 2])('goes on behind %i records and lines of one table', (passed) => {
  let events = 0;
  const scanner = new CsvScanner(table, logObjectOf('product_views', 'input/log.csv'), {
    onTable: (counted) => (events += counted.events),
  });
  scanner.push(Buffer.from('advertiser_id,product_id,date\nA,p,2024-01-01\n'));
  const counters: { value: unknown }[] = [table.wasm.recordCount, table.wasm.lineCount];
  for (const counter of counters) counter.value = passed;
  scanner.push(Buffer.from('A,p,2024-01-01\n'.repeat(100)));
  expect(scanner.end()).toMatchObject({ records: 101, accepted: 101, lines: 102 });
  expect(events).toBe(101);
});
