import { buffer } from 'node:stream/consumers';
import { countWhole } from '../../../counting/counts/count-range';
import { csvScan } from '../../../counting/scan/csv/csv-scan';
import { createRecordsScan } from '../../../counting/scan/records-scan';
import { scanOf } from '../../../counting/scan/scans';
import { LOG_COLUMNS } from '../../../domain/logs';
import { csvFormat } from '../../../logs/formats/csv/csv-format';
import { formatOf, LOG_FORMATS } from '../../../logs/formats';
import type { LogFormat } from '../../../logs/formats/log-format';
import { readRows } from '../../../logs/read-rows';
import { MemoryLake } from '../../support/lake/memory-lake';
import { describeRange } from '../../support/logs/counted-objects';

/** Fields between tabs, in the order of the log's columns, without a header. */
const tsvFormat: LogFormat = {
  name: 'tsv',
  suffixes: ['.tsv'],
  async *readRecords(lake, { log, object }) {
    const text = (await buffer(await lake.read(object.key))).toString('latin1');
    yield text
      .trimEnd()
      .split('\n')
      .map((row, i) => {
        const fields = row.split('\t');
        const record = { line: i + 1, bytes: Buffer.from(row) };
        if (fields.length !== LOG_COLUMNS[log].length)
          return { ...record, malformed: 'wrong_field_count' as const };
        return { ...record, fields };
      });
  },
};
const FORMATS = [...LOG_FORMATS, tsvFormat];
const OWNER = { runId: 'run', step: 'open', attempt: 1 };
const ROWS = [
  'A1,p1,impression,2026-11-22',
  'A1,p1,click,2026-11-22',
  'B,p1,impression,2026-11-23',
  'B,p1,impression',
  'B,,impression,2026-11-23',
  'B,p1,impression,2026-11-23',
];

let lake: MemoryLake;
beforeEach(() => {
  lake = new MemoryLake();
});

async function count(key: string, text: string, scan = scanOf({ key }, FORMATS)) {
  const object = await lake.write(key, Buffer.from(text));
  const counted = await countWhole(lake, { log: 'ads_views', object, owner: OWNER }, {}, scan);
  return describeRange(lake, 'ads_views', counted);
}

it('counts an object of a new format, with its rejects', async () => {
  const counted = await count('input/ads_views.tsv', ROWS.join('\n').replaceAll(',', '\t'));
  expect(counted).toMatchObject({
    records: 6,
    accepted: 4,
    rejects: { wrong_field_count: 1, empty_id: 1 },
    firstLines: { wrong_field_count: 4, empty_id: 5 },
    days: ['2026-11-22', '2026-11-23'],
  });
  expect(Object.values(counted.counts)).toEqual([
    [1, 1, 0],
    [2, 0, 0],
  ]);
});

it('counts CSV record by record as the scanner counts it', async () => {
  const text = `advertiser_id,product_id,type,date\n${ROWS.join('\n')}\n`;
  const slow = await count('input/ads_views/slow.csv', text, createRecordsScan(csvFormat));
  const fast = await count('input/ads_views/fast.csv', text, csvScan);
  expect(slow).toEqual(fast);
});

it('reads the active list of a new format', async () => {
  const object = await lake.write('input/advertiser_ids.tsv', Buffer.from('A1\nB\n'));
  const found = [];
  for await (const { rows } of readRows(lake, 'advertiser_ids', object, {}, tsvFormat)) found.push(...rows);
  expect(found).toEqual([{ advertiserId: 'A1' }, { advertiserId: 'B' }]);
});

it('rejects a key that no format reads', () => {
  expect(() => formatOf({ key: 'input/product_views.tsv' })).toThrow('no format of logs has this name');
  expect(formatOf({ key: 'input/ads_views/part-00001.CSV.GZ' }).name).toBe('csv');
});
