import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openObject } from '../../../counting/counts/count-object';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import { eventObjectsOf, listInputs } from '../../../logs/list-inputs';
import { SOURCES_KEY } from '../../../storage/lake-keys';
import { MemoryLake } from '../../support/lake/memory-lake';
import { piecesOf } from '../../support/logs/chunks';
import { attemptOf } from '../../support/logs/counted-objects';
import { rawFrame } from '../../support/logs/zstd-frames';
import { rankDate, textOf } from '../../support/reference/dated-lists';
import type { LogRow } from '../../support/reference/dated-lists';
import { referenceConversions, referenceLists } from '../../support/reference/reference';

/*
 * The files of `fixtures/` hold the 400 events of `events.csv`, written by pyarrow 26.0.1 (sorted, zstd, a DATE), Polars
 * 2.1.0 (shuffled, zstd, instants in milliseconds) and DuckDB 2.0.1 (shuffled, snappy, milliseconds as numbers). Must fail
 * when a format loses, doubles or changes an event, or rounds an id beyond 2^53.
 */

// Hundreds of small objects, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

jest.setTimeout(30_000);

const FIXTURES = path.join(__dirname, 'fixtures');
const DATE = '2026-11-22';

const fixture = (name: string) => readFileSync(path.join(FIXTURES, name));
const ROWS = fixture('events.csv')
  .toString()
  .trim()
  .split('\n')
  .slice(1)
  .map((line): LogRow => {
    const [advertiserId = '', productId = '', type, date = ''] = line.split(',');
    return { advertiserId, productId, type: type as LogRow['type'], date };
  });
const ADVERTISERS = [...new Set(ROWS.map(({ advertiserId }) => advertiserId))];
const JSON_LINES = ROWS.map(({ advertiserId, productId, type, date }) =>
  // Numbers, with all their digits.
  JSON.stringify({ advertiser: advertiserId, product: 0, event: type, date }).replace(
    ':0,',
    `:${productId},`,
  ),
);

/** The lists of a date, from events of both logs that lie in the same objects. */
async function listsOf(day: string | object, objects: Readonly<Record<string, Uint8Array | string>>) {
  const lake = new MemoryLake();
  const entry = (words: readonly string[], others: readonly string[]) => ({
    objects: 'input/events/**',
    columns: { advertiser_id: 'advertiser', product_id: 'product', type: 'event', date: day },
    types: { ...Object.fromEntries(words.map((word) => [word, [word]])), ignored: others },
  });
  const ads = ['impression', 'click', 'conversion'];
  const logs = { product_views: [entry(['view'], ads)], ads_views: [entry(ads, ['view'])] };
  await lake.write(SOURCES_KEY, Buffer.from(JSON.stringify({ logs })));
  for (const [name, body] of Object.entries(objects))
    await lake.write(`input/events/${name}`, Buffer.from(body));
  const counted = [];
  for (const { log, object } of eventObjectsOf(await listInputs(lake))) {
    const opened = await openObject(lake, { log, object, owner: attemptOf(`${log}-${object.key}`) });
    if ('plan' in opened) throw new Error('a plan');
    expect(opened.counted.rejected).toBe(0);
    counted.push(opened.counted);
  }
  const { topProducts, topCtr, topConversions } = await rankDate(lake, counted, DATE, ADVERTISERS, 2);
  return { topProducts, topCtr, topConversions };
}

const forty = (suffix: string, records: readonly string[], header = '') =>
  Object.fromEntries(
    Array.from({ length: 40 }, (_, part) => [
      `part-${String(part)}.${suffix}`,
      header + records.filter((_record, i) => i % 40 === part).join('\n'),
    ]),
  );
const framesOf = (bytes: Uint8Array) => Buffer.concat(piecesOf(bytes, 100).map((piece) => rawFrame(piece)));
const [HEADER = '', ...LINES] = fixture('events.csv').toString().trim().split('\n');

it.each<[string, Parameters<typeof listsOf>]>([
  ['CSV in one object', ['date', { 'a.csv': fixture('events.csv') }]],
  ['CSV, gzip', ['date', { 'a.csv.gz': gzipSync(fixture('events.csv')) }]],
  ['CSV, zstd in frames of 100 bytes', ['date', { 'a.csv.zst': framesOf(fixture('events.csv')) }]],
  ['CSV in forty objects', ['date', forty('csv', LINES, `${HEADER}\n`)]],
  ['JSON lines in one object', ['date', { 'a.jsonl': JSON_LINES.join('\n') }]],
  ['JSON lines in forty objects', ['date', forty('jsonl', JSON_LINES)]],
  ['JSON without line ends, backwards', ['date', { 'a.jsonl': JSON_LINES.toReversed().join('') }]],
  ['Parquet of pyarrow', ['date', { 'a.parquet': fixture('pyarrow.parquet') }]],
  ['Parquet of Polars', [{ column: 'at', format: 'timestamp' }, { 'a.parquet': fixture('polars.parquet') }]],
  [
    'Parquet of DuckDB',
    [{ column: 'at', format: 'unix_millis' }, { 'a.parquet': fixture('duckdb.parquet') }],
  ],
])('%s: the lists of the naive reference', async (_, input) => {
  const logs = {
    advertiser_ids: `advertiser_id\n${ADVERTISERS.join('\n')}\n`,
    product_views: textOf('product_views', ROWS),
    ads_views: textOf('ads_views', ROWS),
  };
  const expected = { ...referenceLists(logs, DATE), topConversions: referenceConversions(logs, DATE) };
  expect(expected.topCtr).toHaveLength(17);
  expect(await listsOf(...input)).toEqual(expected);
});
