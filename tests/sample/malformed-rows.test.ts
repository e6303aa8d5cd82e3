import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { REJECT_REASONS } from '../../domain/record-validation';
import type { RejectReason } from '../../domain/record-validation';
import { malformedCounts, MAX_TOO_LONG_ROWS } from '../../sample/malformed-rows';
import { MALFORMED_SHAPES } from '../../sample/malformed-shapes';
import type { CsvRejectReason } from '../../sample/malformed-shapes';
import { sampleLogs, sampleSummary } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';
import { createPlainRowReader } from '../../logs/sources/row-reader';
import { csvFormat } from '../../logs/formats/csv/csv-format';
import { logKey } from '../../storage/lake-keys';
import { createFolderLake } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';

const CSV_REASONS = Object.keys(MALFORMED_SHAPES) as CsvRejectReason[];

const OPTIONS: SampleOptions = { rowsPerLog: 20_000, days: 7, lastDay: '2024-12-05', seed: 1 };
const EVENT_LOGS = ['product_views', 'ads_views'] as const;

let folder: TestLake;
beforeAll(() => {
  folder = createFolderLake();
});
afterAll(() => {
  folder.remove();
});

function bytesOf(options: SampleOptions, log: EventLogName): Buffer {
  return Buffer.concat([...sampleLogs(options).find(({ name }) => name === log)!.chunks]);
}

/** For each record what the product's own reader makes of it: a counter, or a reason for rejecting it. */
async function outcomesOf(bytes: Buffer, log: EventLogName): Promise<string[]> {
  const object = await folder.lake.write(logKey(log), bytes);
  const outcomes: string[] = [];
  const { columns, read } = createPlainRowReader(log);
  for await (const records of csvFormat.readRecords(folder.lake, { log, object, columns }, {})) {
    for (const record of records) {
      if ('malformed' in record) outcomes.push(record.malformed);
      else {
        const row = read(record.fields);
        if (typeof row === 'string') outcomes.push(row);
        else if ('counts' in row) outcomes.push(LOG_COUNTERS[log][row.counts.indexOf(1)] ?? 'none');
      }
    }
  }
  return outcomes;
}

function counted(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe('the malformed rows of a sample', () => {
  it.each<Partial<SampleOptions>>([
    { malformed: 0.01 },
    { malformed: 0.05, seed: 2, skew: 1 },
    { malformed: 0.5, seed: 3 },
    { malformed: 0.5, seed: 4, advertisers: 1, inactive: 0, products: 1, rowsPerLog: 3_000 },
    { malformed: 0.07, seed: 0xffff_ffff, advertisers: 3_000, days: 400 },
    { malformed: 0.3, seed: 5, rowsPerLog: 1 },
    { malformed: 0.5, seed: 5, rowsPerLog: 1 },
    { malformed: 0.5, seed: 6, rowsPerLog: 3 },
    { malformed: 0.5, seed: 7, rowsPerLog: 0 },
    { malformed: 0 },
  ])('are rejected by the reader exactly as the summary says: %j', async (more) => {
    const options = { ...OPTIONS, ...more };
    const { malformed, productViews, impressions, clicks } = sampleSummary(options);
    const expected = {
      product_views: { views: productViews, ...malformed.product_views },
      ads_views: { impressions, clicks, ...malformed.ads_views },
    };
    for (const log of EVENT_LOGS) {
      const outcomes = await outcomesOf(bytesOf(options, log), log);
      expect(outcomes).toHaveLength(options.rowsPerLog);
      const present = Object.entries(expected[log]).filter(([, count]) => count > 0);
      expect(counted(outcomes)).toEqual(Object.fromEntries(present));
    }
  });

  it.each(EVENT_LOGS)('are spread over the whole of %s, every reason of them', async (log) => {
    const outcomes = await outcomesOf(bytesOf({ ...OPTIONS, malformed: 0.05 }, log), log);
    const reasons = CSV_REASONS.filter((reason) => log === 'ads_views' || reason !== 'unknown_type');
    const tenth = OPTIONS.rowsPerLog / 10;
    for (let part = 0; part < 10; part += 1) {
      const rejects = outcomes
        .slice(part * tenth, (part + 1) * tenth)
        .filter((outcome) => (REJECT_REASONS as readonly string[]).includes(outcome));
      expect(Math.abs(rejects.length - 100)).toBeLessThanOrEqual(1);
      const others = reasons.filter((reason) => reason !== 'line_too_long');
      expect(others.every((reason) => rejects.includes(reason))).toBe(true);
    }
    const tooLong = outcomes.flatMap((outcome, row) => (outcome === 'line_too_long' ? [row] : []));
    expect(tooLong.at(-1)! - tooLong[0]!).toBeGreaterThan(OPTIONS.rowsPerLog / 4);
  });

  it.each(EVENT_LOGS)('leave the other rows of %s as a sample of as many rows has them', async (log) => {
    const options = { ...OPTIONS, rowsPerLog: 5_000, malformed: 0.2 };
    const bytes = bytesOf(options, log);
    const outcomes = await outcomesOf(bytes, log);
    const [header, ...lines] = bytes.toString('latin1').split('\n');
    const rest = lines.filter(
      (_, row) => !(REJECT_REASONS as readonly string[]).includes(outcomes[row] ?? ''),
    );
    const without = bytesOf({ ...options, rowsPerLog: 4_000, malformed: 0 }, log);
    expect([header, ...rest].join('\n')).toBe(without.toString('latin1'));
  });

  it('differ from seed to seed in their places', async () => {
    const placesOf = async (seed: number) => {
      const options = { ...OPTIONS, seed, malformed: 0.01, rowsPerLog: 2_000 };
      const outcomes = await outcomesOf(bytesOf(options, 'product_views'), 'product_views');
      return outcomes.flatMap((outcome, row) => (outcome === 'views' ? [] : [row]));
    };
    const one = await placesOf(1);
    expect(one).toHaveLength(20);
    expect(one).not.toEqual(await placesOf(2));
  });
});

describe('the shapes of malformed rows', () => {
  const columns = ['advertiser_id', 'product_id', 'type', 'date'] as const;
  const cells = {
    advertiser_id: 'ABCDEFGHIJ0123456789',
    product_id: 'abc123',
    type: 'click',
    date: '2024-12-05',
  };

  it.each(Object.entries(MALFORMED_SHAPES))(
    'are each one line that is rejected as %s',
    async (reason, shapes) => {
      const lines = shapes.map((shape) => `${shape(cells, columns)}\n`);
      const bytes = Buffer.from(`${columns.join(',')}\n${lines.join('')}`, 'latin1');
      expect(await outcomesOf(bytes, 'ads_views')).toEqual(shapes.map(() => reason));
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('the counts of malformed rows', () => {
  it.each([0, 1, 2, 6, 7, 8, 9, 15, 69, 70, 71, 80, 81, 1_000, 123_457])('add up, evenly: %d', (count) => {
    for (const log of EVENT_LOGS) {
      const counts = malformedCounts(log, count);
      const others = Object.entries(counts).flatMap(([reason, n]) => (reason === 'line_too_long' ? [] : [n]));
      const tooLong = counts.line_too_long!;
      expect(others.reduce((sum, n) => sum + n, tooLong)).toBe(count);
      expect(Math.max(...others) - Math.min(...others)).toBeLessThanOrEqual(1);
      expect(tooLong).toBe(Math.min(MAX_TOO_LONG_ROWS, Math.floor(count / (others.length + 1))));
    }
  });

  it('name each reason that the log can have', () => {
    const reasons = (log: EventLogName): RejectReason[] =>
      Object.keys(malformedCounts(log, 9)) as RejectReason[];
    expect(reasons('ads_views')).toEqual(CSV_REASONS);
    expect(reasons('product_views')).toEqual(CSV_REASONS.filter((reason) => reason !== 'unknown_type'));
  });
});
