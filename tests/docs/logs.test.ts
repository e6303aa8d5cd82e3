import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { EVENT_LOGS } from '../../domain/logs';
import { listInputs } from '../../logs/list-inputs';
import { readRows } from '../../logs/read-rows';
import { parseSources } from '../../logs/sources/parse-sources';
import { loadParquetEncoder } from '../../storage/parquet';
import { MemoryLake } from '../support/lake/memory-lake';

const EXAMPLE = /<!-- example: (\S+) -->\s+```json\n(.*?)```(?:\s+```text\n(.*?)```)?/gs;
const examples = [...readFileSync('docs/logs.md', 'utf8').matchAll(EXAMPLE)].map(
  ([, key = '', json = '', text]) => ({ key, json, text }),
);

/** The rows that the logs of a lake have, in words, and what is wrong with the others. */
async function rowsOf(lake: MemoryLake): Promise<string[]> {
  const { objects } = await listInputs(lake);
  const told: string[] = [];
  for (const log of EVENT_LOGS) {
    for (const object of objects[log]) {
      for await (const { rows, rejects, ignored } of readRows(lake, log, object)) {
        for (const { advertiserId, productId, day, counts } of rows)
          told.push([log, advertiserId, productId, day, ...counts].join(' '));
        told.push(...rejects.map(({ reason }) => reason), ...ignored);
      }
    }
  }
  return told;
}

it('has an example for each kind of log', () => {
  expect(examples.map(({ key }) => key)).toHaveLength(5);
  for (const { json } of examples) expect(parseSources(json)).toHaveProperty('sources');
});

it.each([
  ['firehose', ['ads_views SHOP1 7 2026-11-29 1 0 0', 'ads_views SHOP1 7 2026-11-29 0 1 0']],
  ['report', ['ads_views SHOP1 shoe-7 2026-11-29 1200 14 0', 'ads_views SHOP1 shoe-9 2026-11-29 800 0 0']],
  ['shown', ['ads_views SHOP1 shoe-7 2026-11-29 1 0 0', 'ads_views SHOP1 shoe-9 2026-11-29 1 0 0']],
  ['cdn', ['product_views shop1.example /shoe-7 2026-11-29 1']],
])('the description of %s reads the rows beside it', async (name, expected) => {
  const { key, json, text = '' } = examples.find((one) => one.key.startsWith(`input/${name}`))!;
  const lake = new MemoryLake();
  await lake.write('input/sources.json', Buffer.from(json));
  await lake.write(key, key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text));
  expect(await rowsOf(lake)).toEqual(expected);
});

it('the description of Parquet reads hourly files', async () => {
  const { json } = examples.find(({ key }) => key === 'parquet')!;
  const lake = new MemoryLake();
  await lake.write('input/sources.json', Buffer.from(json));
  const encode = await loadParquetEncoder();
  const table = encode([
    { name: 'account.id', type: 'STRING', data: ['SHOP1', 'SHOP1', 'SHOP1'] },
    { name: 'creative', type: 'INTEGER', data: [7, 7, 7] },
    { name: 'event', type: 'STRING', data: ['served', 'clicked', 'viewable'] },
    // 02:59:59 and 03:00:00 UTC.
    { name: 'ts', type: 'INTEGER', data: [1_795_921_199_000, 1_795_921_200_000, 0] },
  ]);
  await lake.write('input/delivery/2026/11/29/02.parquet', table);
  expect(await rowsOf(lake)).toEqual([
    'ads_views SHOP1 7 2026-11-28 1 0 0',
    'ads_views SHOP1 7 2026-11-29 0 1 0',
    'viewable',
  ]);
});
