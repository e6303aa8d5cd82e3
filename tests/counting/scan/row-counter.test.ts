import fc from 'fast-check';
import { CountTooLargeError, MAX_COUNT } from '../../../counting/columns/counter-columns';
import { RowCounter } from '../../../counting/scan/row-counter';
import { COLUMN_ROLES, createScannerModule } from '../../../counting/scan/scanner-module';
import { dayNumber } from '../../../domain/execution-date';
import { LOG_COUNTERS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import type { EventRow } from '../../../logs/sources/row-types';
import { holds } from '../../support/jest/property';
import { entriesOf, productsOf, sumEntries } from '../../support/logs/count-tables';
import type { Entry, Sums } from '../../support/logs/count-tables';

const scanner = createScannerModule();

interface Counted {
  readonly sums: Sums;
  readonly accepted: number;
  readonly events: number;
  readonly tables: number;
}

function count(rows: readonly EventRow[], log: EventLogName, module = scanner): Counted {
  const entries: Entry[] = [];
  let tables = 0;
  const counter = new RowCounter(module, log, 'input/log.csv', (table) => {
    tables++;
    entries.push(...entriesOf({ products: productsOf(table.products), rows: table.rows }));
  });
  counter.begin();
  for (const row of rows) counter.add(row);
  counter.handOver();
  return { sums: sumEntries(entries), accepted: counter.accepted, events: counter.events, tables };
}

/** What the rows come to, by a plain Map; rows that add nothing are no product's. */
function expected(rows: readonly EventRow[]): Sums {
  return sumEntries(
    rows
      .filter(({ counts }) => counts.some((one) => one > 0))
      .map(({ day, ...row }) => ({ ...row, day: dayNumber(day) })),
  );
}

function sumOf(rows: readonly EventRow[]): number {
  return rows.flatMap(({ counts }) => counts).reduce((sum, one) => sum + one, 0);
}

function row(counts: readonly number[], productId = 'p', day = '2024-01-01'): EventRow {
  return { advertiserId: 'A', productId, day, counts };
}

/** Amounts whose sum of 40 at most is exact, around what a cell and the words beyond it hold. */
const AMOUNTS = [
  0,
  1,
  2,
  127,
  254,
  255,
  256,
  257,
  511,
  65_535,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40 - 1,
].concat([2 ** 40, 2 ** 40 + 1, 2 ** 46 - 1]);

function anyRow(log: EventLogName): fc.Arbitrary<EventRow> {
  return fc.record({
    advertiserId: fc.constantFrom('A', 'B', 'an advertiser with a long id'),
    productId: fc.constantFrom(
      ...Array.from({ length: 20 }, (_, i) => `p${String(i)}`),
      'a product with a long id',
    ),
    day: fc.constantFrom('2024-01-01', '2024-01-02', '2024-02-29'),
    counts: fc.oneof(
      fc.tuple(...LOG_COUNTERS[log].map(() => fc.constantFrom(...AMOUNTS))),
      fc.constantFrom(
        ...LOG_COUNTERS[log].map((_, c) => LOG_COUNTERS[log].map((__, i) => (i === c ? 1 : 0))),
      ),
    ),
  });
}

describe.each<EventLogName>(['product_views', 'ads_views'])('%s', (log) => {
  it('adds amounts and single events as a Map does', () => {
    holds(
      fc.property(fc.array(anyRow(log), { maxLength: 40 }), (rows) => {
        const counted = count(rows, log);
        expect(counted.sums).toEqual(expected(rows));
        expect([counted.accepted, counted.events]).toEqual([rows.length, sumOf(rows)]);
      }),
    );
  });

  it('loses nothing where the table is full', () => {
    const rows = Array.from({ length: 3_000 }, (_, i) =>
      row(
        LOG_COUNTERS[log].map((__, c) => AMOUNTS[(i + 5 * c) % (AMOUNTS.length - 4)] ?? 0),
        `p${String(i % 777)}`,
        `2024-01-0${String(1 + (i % 9))}`,
      ),
    );
    const counted = count(rows, log, createScannerModule(64 * 1024));
    expect(counted.tables).toBeGreaterThan(5);
    expect(counted.sums).toEqual(expected(rows));
    expect(counted.events).toBe(sumOf(rows));
  });
});

it.each([1, 255, 256, 2 ** 32, 2 ** 40, MAX_COUNT])('adds %d at once, to any counter', (amount) => {
  for (const counts of [
    [amount, 0, 0],
    [0, amount, 0],
    [0, 0, amount],
  ]) {
    const counted = count([row(counts)], 'ads_views');
    expect(counted).toEqual({ sums: expected([row(counts)]), accepted: 1, events: amount, tables: 1 });
  }
});

it('adds single events up to the largest count', () => {
  const rows = [row([MAX_COUNT - 257]), ...Array.from({ length: 257 }, () => row([1]))];
  expect(count(rows, 'product_views')).toMatchObject({
    sums: expected(rows),
    accepted: 258,
    events: MAX_COUNT,
  });
});

it('adds amounts to cells that the module scans into by itself', () => {
  const { wasm, bytes, input, inputAddress } = scanner;
  const tables: Sums[] = [];
  const counter = new RowCounter(scanner, 'product_views', 'input/log.csv', ({ products, rows }) => {
    tables.push(sumEntries(entriesOf({ products: productsOf(products), rows })));
  });
  counter.begin(3);
  bytes.set([COLUMN_ROLES.advertiser_id, COLUMN_ROLES.product_id, COLUMN_ROLES.date], wasm.roles.value);
  const amounts = [250, 2 ** 32 - 20, 2 ** 40];
  for (const amount of amounts) {
    counter.add(row([amount]));
    const end = inputAddress + input.write('A,p,2024-01-01\n'.repeat(300));
    wasm.scan(inputAddress, end, end);
    counter.addScanned(300);
  }
  counter.handOver();
  expect(tables).toEqual([expected([row([900 + 250 + 2 ** 32 - 20 + 2 ** 40])])]);
  expect([counter.accepted, counter.events]).toEqual([903, 900 + 250 + 2 ** 32 - 20 + 2 ** 40]);
});

it('accepts a row that adds nothing, and lists no product of it', () => {
  const rows = [row([0, 0, 0], 'nothing'), row([0, 2, 0])];
  expect(count(rows, 'ads_views')).toEqual({ sums: expected(rows), accepted: 2, events: 2, tables: 1 });
  expect(Object.keys(expected(rows))).toHaveLength(1);
  expect(count([row([0, 0, 0])], 'ads_views')).toEqual({ sums: {}, accepted: 1, events: 0, tables: 0 });
});

// Fails when the sum is only checked in each table, or each counter.
it.each([
  ['of one row', [[MAX_COUNT, 1, 0]]],
  [
    'of several rows',
    [
      [0, 0, MAX_COUNT - 1],
      [1, 0, 0],
      [0, 1, 0],
    ],
  ],
])('refuses a sum %s that can no longer be exact, by the object', (_, counts) => {
  const rows = counts.map((one, i) => row(one, `p${String(i)}`));
  expect(() => count(rows, 'ads_views')).toThrow(CountTooLargeError);
  expect(() => count(rows, 'ads_views')).toThrow(
    /^the events of input\/log\.csv add up to more than 2\^53 - 1/,
  );
});
