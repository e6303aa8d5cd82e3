import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { LogScanner } from '../../counting/log-scanner';
import type { ScanReport } from '../../counting/log-scanner';
import { createScannerModule } from '../../counting/scanner-module';
import type { ScannerModule } from '../../counting/scanner-module';
import type { EventLogName } from '../../domain/logs';
import { LOG_COUNTERS } from '../../domain/logs';
import { BadLogError } from '../../storage/log-header';
import { everySplit, latin1, piecesOf } from '../support/chunks';
import { HOSTILE_LOGS, logOf } from '../support/hostile-logs';
import { holds } from '../support/property';

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
  const scanning = new LogScanner(module, log, 'input/log.csv', {
    fast,
    stopAt,
    onTable: ({ advertiserIds, productIds, rows }) => {
      tables++;
      rows.day.forEach((day, i) => {
        const product = rows.product[i]!;
        const key = [advertiserIds[product]!, productIds[product]!]
          .map((id) => Buffer.from(id).toString())
          .join('|');
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
      rejected: 0,
      rejects: {},
      firstLines: {},
      listed: [],
      lines: 5,
      endedAt: text.length,
    });
  });

  it('counts impressions and clicks apart', () => {
    const text =
      'date,type,product_id,advertiser_id\n2024-01-01,click,p,A\n2024-01-01,impression,p,A\n2024-01-01,impression,p,A\n';
    expect(scan([latin1(text)], { log: 'ads_views' }).counts).toEqual({ [`A|p|${String(DAY)}`]: [2, 1] });
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
      // Their columns become those of a log, with one in front and one behind; what follows is theirs.
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
