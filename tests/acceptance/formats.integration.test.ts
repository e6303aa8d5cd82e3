import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { LOG_COLUMNS, LOG_NAMES } from '../../domain/logs';
import type { LogName } from '../../domain/logs';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { rawFrame } from '../support/logs/zstd-frames';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const EMPTY = Object.fromEntries(LOG_NAMES.map((log) => [log, `${LOG_COLUMNS[log].join(',')}\n`])) as Record<
  LogName,
  string
>;
/** Lines that are no records of ads_views, with the reason for which each is rejected. */
const REJECTED = {
  invalid_json: '{"advertiser_id":"A","product_id":"p","type":"click","date":"2024-03-01"',
  invalid_id: '{"advertiser_id":"A","product_id":1.5,"type":"click","date":"2024-03-01"}',
  unknown_type: '{"advertiser_id":"A","product_id":"p","type":"tap","date":"2024-03-01"}',
};

/** The rows of a log as JSON lines. */
function jsonLines(csv: string): string {
  return Papa.parse<Record<string, string>>(csv.trimEnd(), { header: true })
    .data.map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

describe.each(['folder', 's3'] as const)('logs of JSON lines on a lake of kind %s', (kind) => {
  let system: TestSystem;
  let logs: Record<LogName, string>;

  beforeAll(async () => {
    logs = await sampleTexts({ rowsPerLog: 2_000, days: 3, lastDay: DATE, seed: 22 });
    const ads = jsonLines(logs.ads_views).split(/^/m);
    system = await createTestSystem(kind, EMPTY, { START_DATE: DATE });
    await putObjects(system.lake, {
      'input/advertiser_ids/active.jsonl': jsonLines(logs.advertiser_ids),
      // As Amazon Data Firehose writes them: without line ends.
      'input/product_views/dt=2024-03-01/firehose.JSONL.gz': gzipSync(
        jsonLines(logs.product_views).replaceAll('\n', ''),
      ),
      'input/ads_views/a.jsonl': ads.slice(0, 400).join(''),
      'input/ads_views/a.jsonl.zst': Buffer.concat([
        rawFrame(Buffer.from(ads.slice(400, 500).join(''))),
        rawFrame(Buffer.from(ads.slice(500, 700).join(''))),
      ]),
      'input/ads_views/b.ndjson.gz': gzipSync(ads.slice(700).join('')),
      'input/ads_views/c.ndjson': `${Object.values(REJECTED).join('\n')}\n`,
    });
    expect(await system.adtech('migrate')).toMatchObject({ code: 0 });
    await system.startWorker();
  });
  afterAll(() => system.dispose());

  it('give the lists of the same rows in CSV, and the rejects by reason', async () => {
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
    const run = await system.db.selectFrom('runs').select(['rows_read', 'rejects']).executeTakeFirstOrThrow();
    expect(run).toEqual({
      rows_read: 4_000 + Object.keys(REJECTED).length,
      rejects: Object.fromEntries(Object.keys(REJECTED).map((reason) => [reason, 1])),
    });
  });

  it('are told of by data check with the first rejected lines', async () => {
    const { stdout } = await system.adtech('data', 'check');
    expect(stdout).toContain('input/ads_views/c.ndjson');
    for (const line of Object.values(REJECTED)) expect(stdout).toContain(line);
  });
});
