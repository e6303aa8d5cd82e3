import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { sumOfAll } from '../../../../counting/columns/count-rows';
import { CsvScanner } from '../../../../counting/scan/csv/csv-scanner';
import { createScannerModule } from '../../../../counting/scan/scanner-module';
import type { ScannerModule } from '../../../../counting/scan/scanner-module';
import type { EventLogName } from '../../../../domain/logs';
import { LOG_COUNTERS } from '../../../../domain/logs';
import { everySplit, latin1, piecesOf } from '../../../support/logs/chunks';
import { nameProducts, productsOf } from '../../../support/logs/count-tables';
import { HOSTILE_LOGS, logOf } from '../../../support/logs/hostile-logs';
import { holds } from '../../../support/jest/property';
import type { ScanReport } from '../../../../counting/scan/log-scan';
import { BadLogError } from '../../../../logs/bad-log';
import { logObjectOf } from '../../../support/logs/record-request';

jest.setTimeout(60_000);

const scanner = createScannerModule();

interface Scan {
  readonly counts: Record<string, number[]>;
  readonly report: ScanReport;
  readonly tables: number;
}

interface ScanSettings {
  readonly log?: EventLogName;
  readonly fast?: boolean;
  readonly module?: ScannerModule;
  readonly stopAt?: number;
}

/** Scans bytes that arrive in these pieces; counts by advertiser, product and day since 1970. */
function scan(
  pieces: readonly Uint8Array[],
  { log = 'product_views', fast = true, module = scanner, stopAt = Infinity }: ScanSettings = {},
): Scan {
  const counts: Record<string, number[]> = {};
  let tables = 0;
  const scanning = new CsvScanner(module, logObjectOf(log, 'input/log.csv'), {
    fast,
    stopAt,
    onTable: ({ products, rows }) => {
      tables++;
      const { advertiserIds, productIds } = productsOf(products);
      rows.day.forEach((day, i) => {
        const product = rows.product[i]!;
        const key = [advertiserIds[product]!, productIds[product]!].join('|');
        const sums = (counts[`${key}|${String(day)}`] ??= LOG_COUNTERS[log].map(() => 0));
        rows.counters.forEach((counter, c) => (sums[c] = sums[c]! + counter[i]!));
      });
    },
  });
  for (const piece of pieces) scanning.push(piece);
  return { counts, report: scanning.end(), tables };
}

/** What a scan says, or the fault that it ends with. */
function outcome(pieces: readonly Uint8Array[], options: ScanSettings = {}): unknown {
  try {
    const { counts, report } = scan(pieces, options);
    return { counts, report };
  } catch (error) {
    if (error instanceof BadLogError) return error.message;
    throw error;
  }
}

const HEADER = 'advertiser_id,product_id,date\n';
const DAY = 19723; // 2024-01-01

describe('what is counted', () => {
  it('counts product views by advertiser, product and day', () => {
    const text = `${HEADER}A,p,2024-01-01\nA,p,2024-01-01\nA,q,2024-01-02\nB,p,2024-01-01\n`;
    const { counts, report } = scan([latin1(text)]);
    expect(counts).toEqual({
      [`A|p|${String(DAY)}`]: [2],
      [`A|q|${String(DAY + 1)}`]: [1],
      [`B|p|${String(DAY)}`]: [1],
    });
    expect(report).toEqual({
      records: 4,
      accepted: 4,
      events: 4,
      ignored: {},
      rejected: 0,
      rejects: {},
      firstLines: {},
      listed: [],
      lines: 5,
      endedAt: text.length,
    });
  });

  it('counts impressions, clicks and conversions apart', () => {
    const text =
      'date,type,product_id,advertiser_id\n2024-01-01,click,p,A\n2024-01-01,impression,p,A\n2024-01-01,impression,p,A\n' +
      '2024-01-01,conversion,p,A\n'.repeat(3);
    expect(scan([latin1(text)], { log: 'ads_views' }).counts).toEqual({ [`A|p|${String(DAY)}`]: [2, 1, 3] });
  });

  it('lists rejects with line, reason and escaped text', () => {
    const text = `${HEADER}A,p,2024-01-01\nA,p\nA,\\\x01,2024-01-01\n,p,2024-01-01\n`;
    const { report } = scan([latin1(text)]);
    expect(report.rejects).toEqual({ wrong_field_count: 1, control_character: 1, empty_id: 1 });
    expect(report.listed).toEqual([
      { line: 3, reason: 'wrong_field_count', text: 'A,p' },
      { line: 4, reason: 'control_character', text: 'A,\\\\\\x01,2024-01-01' },
      { line: 5, reason: 'empty_id', text: ',p,2024-01-01' },
    ]);
    expect(report.records).toBe(4);
  });

  it('hands tables over when no more fits, and loses nothing', () => {
    const small = createScannerModule(64 * 1024);
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `A${String(i % 977)},p${String(i % 1_511)},2024-01-0${String(1 + (i % 9))}\n`,
    );
    const pieces = [latin1(HEADER + rows.join(''))];
    const spilled = scan(pieces, { module: small });
    const whole = scan(pieces);
    expect(spilled.tables).toBeGreaterThan(10);
    expect(whole.tables).toBe(1);
    expect(spilled.counts).toEqual(whole.counts);
  });
});

/** How many records of the last table were counted over their bytes; the first of each day never is. */
function countedFast(text: string, log?: EventLogName): number {
  let records = 0;
  const scanning = new CsvScanner(scanner, logObjectOf(log ?? 'product_views', 'input/log.csv'), {
    onTable: () => (records = scanner.wasm.recordCount.value),
  });
  scanning.push(latin1(text));
  scanning.end();
  return records;
}

// A break that sends records the slow way changes no count, and makes a large log take ten times as long.
describe('over their bytes are counted', () => {
  const ROW = 'A,p,2024-01-01\n';
  const id = (length: number) => 'x'.repeat(length);
  it.each<[name: string, text: string, expected: number]>([
    ['plain rows', ROW.repeat(10), 9],
    ['rows before CRLF', 'A,p,2024-01-01\r\n'.repeat(10), 9],
    ['rows between blank lines', `${ROW}\n\r\n${ROW}\n${ROW}`, 2],
    [
      'ids of 1 to 128 bytes',
      `${ROW}${[1, 7, 8, 9, 127, 128].map((n) => `${id(n)},${id(n)},2024-01-01\n`).join('')}`,
      6,
    ],
    ['ids with blanks, quotes and marks', `${ROW} A"1 ,p;~,2024-01-01\n`, 1],
    ['ids of UTF-8 that are known', 'A,\xc3\xa9,2024-01-01\n'.repeat(5), 4],
  ])('%s', (_, text, expected) => {
    expect(countedFast(HEADER + text)).toBe(expected);
  });

  it('records of up to 64 KiB, and of up to 256 columns', () => {
    const columns = (width: number, value: string) => `,${value}`.repeat(width - 3);
    const wide = (width: number) =>
      `${HEADER.trim()}${columns(width, 'x')}\n${`A,p,2024-01-01${columns(width, '')}\n`.repeat(3)}`;
    expect(countedFast(wide(256))).toBe(2);
    expect(countedFast(wide(257))).toBe(0);
    const long = (length: number) => `A,p,2024-01-01,${id(length - 15)}\n`;
    const text = `${HEADER.trim()},x\n${long(20)}${long(65_536)}${long(65_536)}`;
    expect(countedFast(text)).toBe(2);
  });

  it('days that come again, but for the first rows of each', () => {
    const days = ['01', '02', '03'].map((day) => `A,p,2024-01-${day}\n`).join('');
    expect(countedFast(HEADER + days.repeat(50))).toBeGreaterThan(140);
  });

  it('impressions, clicks and conversions', () => {
    const rows = ['impression', 'click', 'click', 'conversion', 'conversion']
      .map((type) => `A,p,${type},2024-01-01\n`)
      .join('');
    expect(countedFast(`advertiser_id,product_id,type,date\n${rows}`, 'ads_views')).toBe(4);
  });

  // Fails when the fast path is given up for good, or for long, after a record that is not for it.
  it('most rows, where every hundredth is none for it', () => {
    const row = (i: number) => (i % 100 === 99 ? '"A",p,2024-01-01\n' : ROW);
    const text = Array.from({ length: 10_000 }, (_, i) => row(i)).join('');
    expect(countedFast(HEADER + text)).toBeGreaterThan(9_700);
  });
});

describe('a table', () => {
  const rowsOf = (count: number, row: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => row(i));
  const dayText = (i: number) => new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10);

  // Fails when one that is full takes one entry more: it would lie on what is beside it.
  it.each<[what: string, rows: string[]]>([
    ['131,072 advertisers', rowsOf(131_200, (i) => `A${String(i)},p,2024-01-01\n`)],
    ['524,288 products', rowsOf(524_400, (i) => `A,p${String(i)},2024-01-01\n`)],
    ['32,768 days', rowsOf(32_900, (i) => `A,p,${dayText(i)}\n`)],
  ])('holds %s; further ones are in the next', (_, rows) => {
    const tables: { records: number; products: Set<string>; advertisers: Set<string>; days: Set<number> }[] =
      [];
    const scanning = new CsvScanner(scanner, logObjectOf('product_views', 'input/log.csv'), {
      onTable: ({ products, rows: { day, counters } }) => {
        const { advertiserIds, productIds } = nameProducts(products);
        tables.push({
          records: sumOfAll(counters),
          products: new Set(productIds),
          advertisers: new Set(advertiserIds),
          days: new Set(day),
        });
      },
    });
    scanning.push(latin1(HEADER + rows.join('')));
    expect(scanning.end()).toMatchObject({ records: rows.length, accepted: rows.length });
    expect(tables).toHaveLength(2);
    expect(tables[0]!.records + tables[1]!.records).toBe(rows.length);
    for (const { records, products, advertisers, days } of tables)
      expect(Math.max(products.size, advertisers.size, days.size)).toBe(records);
  });
});

describe('a table of many pages', () => {
  // Fails when a table takes more of them than can be laid out in memory.
  it('holds 65,536; further ones are in the next', () => {
    const product = (i: number) => `A,p${String(i)},`;
    const day = (i: number) =>
      `2024-0${String(1 + Math.floor(i / 20))}-${String(1 + (i % 20)).padStart(2, '0')}`;
    const records: number[] = [];
    const scanning = new CsvScanner(scanner, logObjectOf('product_views', 'input/log.csv'), {
      onTable: ({ events }) => records.push(events),
    });
    const all = Array.from({ length: 2_044 * 256 }, (_, i) => `${product(i)}${day(0)}\n`);
    // One product of each page, on each of 32 more days.
    const more = Array.from(
      { length: 2_044 * 32 },
      (_, i) => `${product((i % 2_044) * 256)}${day(1 + Math.floor(i / 2_044))}\n`,
    );
    scanning.push(latin1(HEADER + [...all, ...more].join('')));
    scanning.end();
    expect(records).toEqual([2_044 * 256 + 65_536 - 2_044, 33 * 2_044 - 65_536]);
  });
});

// A cell holds 255 events; what is more is carried over.
describe('many events of one product on one day', () => {
  const HEADER_OF_ADS = 'advertiser_id,product_id,type,date\n';

  it.each([255, 256, 257, 511, 512, 513, 70_000])('are %i', (count) => {
    const impressions = 'A,p,impression,2024-01-01\n'.repeat(count);
    const clicks = 'A,p,click,2024-01-01\n'.repeat(count + 1);
    const conversions = 'A,p,conversion,2024-01-01\n'.repeat(count + 2);
    const others = 'A,q,click,2024-01-01\nA,r,conversion,2024-01-01\n';
    const bytes = latin1(`${HEADER_OF_ADS}${impressions}${clicks}${conversions}${others}`);
    for (const fast of [true, false]) {
      expect(scan([bytes], { log: 'ads_views', fast }).counts).toEqual({
        [`A|p|${String(DAY)}`]: [count, count + 1, count + 2],
        [`A|q|${String(DAY)}`]: [0, 1, 0],
        [`A|r|${String(DAY)}`]: [0, 0, 1],
      });
    }
  });

  // Fails when a table of whose cells one is just 0 again leaves its product out.
  it.each([1, 15, 16, 17, 255, 256, 300])('are counted where only product %i has any', (at) => {
    const once = Array.from({ length: 301 }, (_, i) => `A,p${String(i)},2024-01-01\n`).join('');
    const bytes = latin1(`${HEADER}${once}${`A,p${String(at)},2024-01-02\n`.repeat(256)}`);
    const { counts } = scan([bytes]);
    expect(Object.keys(counts)).toHaveLength(302);
    expect(counts[`A|p${String(at)}|${String(DAY + 1)}`]).toEqual([256]);
  });

  it('are the same where no more fits', () => {
    const products = Array.from({ length: 6 }, (_, i) => `A,p${String(i)},2024-01-0${String(1 + (i % 2))}\n`);
    const bytes = latin1(HEADER + products.join('').repeat(300) + products.join('\r\n').repeat(300));
    const expected = outcome([bytes], { fast: false });
    const tables = new Set<number>();
    for (let arenaBytes = 11_264; arenaBytes < 18_432; arenaBytes += 104) {
      const found = scan([bytes], { module: createScannerModule(arenaBytes) });
      expect({ counts: found.counts, report: found.report }).toEqual(expected);
      tables.add(found.tables);
    }
    expect(tables.size).toBeGreaterThan(2);
  });
});

describe('the order of ids', () => {
  const characters = fc.constantFrom(
    'a',
    '~',
    '0',
    '\u00e9',
    '\ud7ff',
    '\ue000',
    '\uffee',
    '\u{10000}',
    '\u{1f600}',
  );
  const ids = (maxLength: number) =>
    fc.uniqueArray(fc.string({ unit: characters, minLength: 1, maxLength: 20 }), { minLength: 1, maxLength });

  // Fails when they are in the order of their bytes, or when a longer run is not merged.
  it('is the order of their UTF-16 units', () => {
    holds(
      fc.property(ids(10), ids(40), (advertisers, products) => {
        const rows = advertisers.flatMap((advertiser) =>
          products.map((product) => `${advertiser},${product},2024-01-01\n`),
        );
        const found: [string, string][] = [];
        const scanning = new CsvScanner(scanner, logObjectOf('product_views', 'input/log.csv'), {
          onTable: ({ products: flat }) => {
            const { advertiserIds, productIds } = productsOf(flat);
            productIds.forEach((id, i) => found.push([advertiserIds[i]!, id]));
          },
        });
        scanning.push(Buffer.from(HEADER + rows.join('')));
        scanning.end();
        const inOrder = (texts: readonly string[]) => [...texts].sort((a, b) => (a < b ? -1 : 1));
        const expected = inOrder(advertisers).flatMap((advertiser) =>
          inOrder(products).map((product) => [advertiser, product]),
        );
        expect(found).toEqual(expected);
      }),
    );
  });
});

// Records are counted 128 at a time: what stops the fast path must part them exactly, wherever among those it is.
describe('a stop among records that are counted together', () => {
  const AROUND_BATCHES = [0, 1, 2, 63, 126, 127, 128, 129, 130, 254, 255, 256, 257, 299];
  /** Every third one has new ids, and every seventh a blank line in front of it. */
  const row = (i: number) => {
    const id = i % 3 === 0 ? String(i) : '';
    return `${i % 7 === 0 ? '\r\n' : ''}A${id},a-product-${id},2024-01-0${String(1 + (i % 2))}\n`;
  };
  const rows = Array.from({ length: 300 }, (_, i) => row(i));

  it.each<[name: string, stop: string]>([
    ['a quote', '"A",p,2024-01-01\n'],
    ['a field too many', 'A,p,2024-01-01,\n'],
    ['a new day', 'A,p,2024-02-01\n'],
    ['no day', 'A,p,2024-02-31\n'],
    ['a new advertiser of UTF-8', '\xc3\xa9,p,2024-01-01\n'],
    ['a new product of UTF-8', 'A,\xc3\xa9,2024-01-01\n'],
    ['a new product of broken UTF-8', 'New,\xc3,2024-01-01\n'],
    ['an empty id', 'A,,2024-01-01\n'],
    ['an id too long', `A,${'x'.repeat(129)},2024-01-01\n`],
  ])('before %s', (_, stop) => {
    for (const at of AROUND_BATCHES) {
      const lines = [HEADER, row(0), row(1), ...rows.slice(0, at), stop, ...rows.slice(at), stop];
      const bytes = latin1(lines.join(''));
      expect(outcome([bytes])).toEqual(outcome([bytes], { fast: false }));
    }
  });

  // Fails when the advertiser, whom the fast path knows already when it meets a product that it does not take, is left without any.
  it('leaves out an advertiser whose only product was refused', () => {
    const advertisers: string[][] = [];
    const scanning = new CsvScanner(scanner, logObjectOf('product_views', 'input/log.csv'), {
      onTable: ({ products }) => advertisers.push(nameProducts(products).advertiserIds.slice()),
    });
    scanning.push(latin1(`${HEADER}B,p,2024-01-01\nA,\x7f,2024-01-01\nC,p,2024-01-01\n`));
    expect(scanning.end()).toMatchObject({ accepted: 2, rejected: 1 });
    expect(advertisers).toEqual([['B', 'C']]);
  });

  // Fails when a record among those counted together adds an id that an earlier one of them has added.
  it('leaves none of the ids twice', () => {
    const products: string[] = [];
    const advertisers: string[] = [];
    const scanning = new CsvScanner(scanner, logObjectOf('product_views', 'input/log.csv'), {
      onTable: (table) => {
        const { advertiserIds, productIds } = nameProducts(table.products);
        advertisers.push(...advertiserIds);
        products.push(...productIds);
      },
    });
    const twice = (i: number) => `A${String(i >> 1)},p${String(i >> 1)},2024-01-01\n`;
    scanning.push(latin1(HEADER + Array.from({ length: 1_000 }, (_, i) => twice(i)).join('')));
    expect(scanning.end().accepted).toBe(1_000);
    expect(products.sort()).toEqual(Array.from({ length: 500 }, (_, i) => `p${String(i)}`).sort());
    expect(new Set(advertisers).size).toBe(500);
    expect(advertisers).toHaveLength(500);
  });

  it('where no more fits', () => {
    const bytes = latin1(HEADER + rows.join('').repeat(3));
    const expected = outcome([bytes], { fast: false });
    for (let arenaBytes = 14_336; arenaBytes < 18_432; arenaBytes += 104) {
      const module = createScannerModule(arenaBytes);
      const { counts, report, tables } = scan([bytes], { module });
      expect({ counts, report }).toEqual(expected);
      expect(tables).toBeGreaterThan(1);
    }
  });
});

describe('both paths', () => {
  it.each(Object.entries(HOSTILE_LOGS))('agree on %s, cut at every position', (name, text) => {
    const log = logOf(name);
    const bytes = latin1(text);
    const expected = outcome([bytes], { log, fast: false });
    for (const pieces of everySplit(bytes)) expect(outcome(pieces, { log })).toEqual(expected);
    expect(outcome(piecesOf(bytes, 1), { log })).toEqual(expected);
  });

  it('agree on records of just 64 KiB and more', () => {
    const header = 'advertiser_id,product_id,note,date\n';
    const row = (length: number) => `A,p,${'n'.repeat(length - 15)},2024-01-01\n`;
    const text = `${header}${row(65_536)}${row(65_537)}${row(65_535)}${row(200_000)}A,p,n,2024-01-01\n`;
    const expected = outcome([latin1(text)], { fast: false });
    expect(outcome([latin1(text)])).toEqual(expected);
    for (const size of [1_000, 65_536, 100_003])
      expect(outcome(piecesOf(latin1(text), size))).toEqual(expected);
    expect(scan([latin1(text)]).report.rejects).toEqual({ line_too_long: 2 });
  });

  it('agree on well-known hard cases', () => {
    const folder = path.join(path.dirname(require.resolve('csv-spectrum/package.json')), 'csvs');
    for (const name of [
      'comma_in_quotes',
      'empty',
      'empty_crlf',
      'escaped_quotes',
      'json',
      'newlines',
      'newlines_crlf',
      'quotes_and_newlines',
      'simple',
      'simple_crlf',
      'utf8',
    ]) {
      const [, ...rows] = readFileSync(path.join(folder, `${name}.csv`), 'latin1').split(/(?<=\n)/);
      // A header with a log's columns replaces theirs, and a valid row of a log follows.
      const width = (rows[0] ?? '').split(',').length;
      const header = [
        'advertiser_id',
        'product_id',
        'date',
        ...Array.from({ length: Math.max(0, width - 3) }, (_, i) => `x${String(i)}`),
      ];
      const bytes = latin1(`${header.join(',')}\n${rows.join('')}A,p,2024-01-01\n`);
      const expected = outcome([bytes], { fast: false });
      for (const pieces of everySplit(bytes)) expect(outcome(pieces)).toEqual(expected);
    }
  });

  const fields = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom('A', 'B', 'p', 'q', '2024-01-01', '2024-01-02', 'click', 'impression'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '"A"',
        '"a,b"',
        '"a""b"',
        '"a\nb"',
        'a"b',
        '\0',
        '\xff',
        '\xc3\xa9',
        '2024-02-30',
        'x'.repeat(129),
      ),
    },
  );
  const lineEnds = fc.oneof(
    { weight: 8, arbitrary: fc.constant('\n') },
    { weight: 1, arbitrary: fc.constantFrom('\r\n', '\r', '\n\n', '') },
  );
  const rows = fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('A,p,2024-01-01', 'B,q,2024-01-02') },
        { weight: 2, arbitrary: fc.array(fields, { maxLength: 5 }).map((all) => all.join(',')) },
      ),
      lineEnds,
    ),
    { maxLength: 60 },
  );

  it('agree on any text, in pieces of any size', () => {
    holds(
      fc.property(rows, fc.integer({ min: 1, max: 40 }), (lines, size) => {
        const bytes = latin1(HEADER + lines.map(([row, end]) => row + end).join(''));
        expect(outcome(piecesOf(bytes, size))).toEqual(outcome([bytes], { fast: false }));
      }),
    );
  });
});
