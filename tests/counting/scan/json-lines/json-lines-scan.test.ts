import { jsonLinesScan } from '../../../../counting/scan/json-lines/json-lines-scan';
import type { CountSink, LogScan } from '../../../../counting/scan/log-scan';
import { createRecordsScan } from '../../../../counting/scan/records-scan';
import { scanOf } from '../../../../counting/scan/scans';
import { jsonLinesFormat } from '../../../../logs/formats/json-lines/json-lines-format';
import type { InputObject } from '../../../../logs/input-object';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { addCounts } from '../../../support/logs/scan-outcome';
import type { TableCounts } from '../../../support/logs/scan-outcome';

jest.setTimeout(60_000);

const KEY = 'input/ads_views/log.jsonl';
const line = (id: string, type = 'click') =>
  `${JSON.stringify({ advertiser_id: 'A', product_id: id, type, date: '2024-01-01' })}\n`;
const TEXT =
  line('p') +
  '\n' +
  line('q').repeat(2) +
  '{"advertiser_id":1}{"x":"\n' +
  line('é') +
  line('p', 'other') +
  line('p');

it('is how JSON lines are counted', () => {
  expect(scanOf({ key: KEY })).toBe(jsonLinesScan);
});

it('counts any range as the records of the format are counted', async () => {
  const lake = new MemoryLake();
  const object = await lake.write(KEY, Buffer.from(TEXT));
  const exact = createRecordsScan(jsonLinesFormat);
  for (let start = 1; start < object.sizeBytes; start += 19) {
    for (const end of [start + 1, start + 40, start + 150, object.sizeBytes]) {
      if (end > object.sizeBytes) continue;
      for (const startsAtRecord of [false, true]) {
        const range = { start, end };
        expect(await outcome(jsonLinesScan, lake, object, range, startsAtRecord)).toEqual(
          await outcome(exact, lake, object, range, startsAtRecord),
        );
      }
    }
  }
});

async function outcome(
  scan: LogScan,
  lake: MemoryLake,
  object: InputObject,
  range: { start: number; end: number },
  startsAtRecord: boolean,
): Promise<unknown> {
  const logObject = { log: 'ads_views' as const, object };
  const counts: TableCounts = {};
  const sink: CountSink = {
    add: (table) => {
      addCounts(counts, logObject, table);
    },
    flush: () => Promise.resolve(),
  };
  const split = { ...logObject, layout: null, range, startsAtRecord };
  return { counts, report: await scan.split!.scanSplit(lake, split, sink, {}) };
}
