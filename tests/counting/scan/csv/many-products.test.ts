import { CsvScanner } from '../../../../counting/scan/csv/csv-scanner';
import { createScannerModule } from '../../../../counting/scan/scanner-module';
import { decodeStrings } from '../../../../domain/string-column';
import { logObjectOf } from '../../../support/logs/record-request';

/*
 * Each advertiser has a table of its products, which grows, and whose memory others then use. Must fail when a product is
 * lost in a larger table, is found in one that another advertiser has, or when a table grows into memory that is not there.
 */

const ADVERTISERS = ['A', 'B', 'C', 'D', 'E'];

/** Ids of one byte to twelve; some are the first eight bytes of others. */
const productId = (number: number) => `p${'0'.repeat(number % 7)}${String(number)}${'x'.repeat(number % 5)}`;

/** Rows of advertisers with ever more products, in turns. */
function textOf(products: number, seen: Map<string, number>): string {
  const lines = ['advertiser_id,product_id,date'];
  for (let number = 0; number < products; number++) {
    for (const [i, advertiserId] of ADVERTISERS.entries()) {
      if (number % (2 * i + 1) !== 0) continue;
      for (const row of [number, number >> 1]) {
        const key = `${advertiserId},${productId(row)}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        lines.push(`${key},2024-01-01`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

it.each([
  [16 * 1024, 300],
  [64 * 1024, 3_000],
  [1024 * 1024, 9_000],
  [undefined, 9_000],
])('counts products of several advertisers in %s bytes of tables', (arenaBytes, products) => {
  const expected = new Map<string, number>();
  const found = new Map<string, number>();
  let tables = 0;
  const scanner = new CsvScanner(
    createScannerModule(arenaBytes),
    logObjectOf('product_views', 'input/v.csv'),
    {
      onTable: ({ products: { advertiserIds, productIds, firstProducts }, rows }) => {
        tables++;
        const [advertisers, ids] = [decodeStrings(advertiserIds), decodeStrings(productIds)];
        rows.product.forEach((product, row) => {
          const owner = firstProducts.findLastIndex((first) => first <= product);
          const key = `${advertisers[owner]!},${ids[product]!}`;
          found.set(key, (found.get(key) ?? 0) + rows.counters[0]![row]!);
        });
      },
    },
  );
  scanner.push(Buffer.from(textOf(products, expected)));
  expect(scanner.end().rejected).toBe(0);
  expect(found).toEqual(expected);
  expect(tables > 1).toBe(arenaBytes !== undefined);
});
