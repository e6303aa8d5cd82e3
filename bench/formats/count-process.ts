import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { countHere } from '../../counting/counts/count-here';
import { indexParts, mergeRows } from '../../counting/counts/merge-counts';
import type { ObjectCounts } from '../../counting/plan/counted-object';
import { WHOLE } from '../../counting/plan/shards';
import { TaskPool } from '../../counting/threads/task-pool';
import { dayOf } from '../../domain/execution-date';
import { EVENT_LOGS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { mapConcurrently } from '../../domain/map-concurrently';
import type { ProductIds } from '../../domain/product-ids';
import { stringCount, stringDecoder } from '../../domain/string-column';
import type { LogObject } from '../../logs/input-object';
import { listInputs } from '../../logs/list-inputs';
import { openLake } from '../../storage/open-lake';
import type { Lake } from '../../storage/lake';
import type { CountReport, CountTask } from './contestants';

const OPTIONS = { signal: new AbortController().signal, onBytes: () => undefined };
const CHUNK_ROWS = 10_000;

/** Counts the event logs of a lake as a worker does, and then writes the counts for comparison. */
async function count({ url, threads, out }: CountTask): Promise<CountReport> {
  const pool = new TaskPool(url, {}, threads);
  const lake = await openLake(url);
  const countAll = (objects: readonly LogObject[]) =>
    mapConcurrently(objects, threads, (one) => countHere(pool, one, OPTIONS));
  try {
    // Threads are ready in a worker that polls.
    await countAll(await writeTinyLogs(lake, threads));
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const counted = await countAll(await eventObjects(lake));
    const wallSeconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(cpuBefore);
    for (const log of EVENT_LOGS) {
      const ofLog = counted.filter((one) => one.log === log);
      await pipeline(
        Readable.from(countLines(lake, log, ofLog)),
        createWriteStream(path.join(out, `${log}.csv`)),
      );
    }
    return { wallSeconds, cpuSeconds: (user + system) / 1e6 };
  } finally {
    lake.close();
    await pool.close();
  }
}

async function eventObjects(lake: Lake): Promise<LogObject[]> {
  const { objects, unread, faults } = await listInputs(lake);
  for (const fault of Object.values(faults)) throw fault;
  const [other] = unread.filter(({ kind }) => kind !== 'sources').flatMap(({ first }) => first);
  if (other !== undefined) throw new Error(`${other.key} ${other.reason}`);
  return EVENT_LOGS.flatMap((log) => objects[log].map((object) => ({ log, object })));
}

async function writeTinyLogs(lake: Lake, number: number): Promise<LogObject[]> {
  const keys = Array.from({ length: number }, (_, i) => `warm-up/${i}.csv`);
  const row = Buffer.from('advertiser_id,product_id,date\na,p,2024-01-01\n');
  return Promise.all(
    keys.map(async (key) => ({ log: 'product_views' as const, object: await lake.write(key, row) })),
  );
}

/** Each row of counts as `advertiser,product,day,counts`, once. @throws Error when a row of the logs was rejected */
async function* countLines(
  lake: Lake,
  log: EventLogName,
  counted: readonly ObjectCounts[],
): AsyncGenerator<string> {
  for (const { object, rejected } of counted) {
    if (rejected > 0) throw new Error(`${object.key}: ${rejected} rows were rejected`);
  }
  // The parts of the ranges of an object may have rows of one product and day each.
  const parts = counted.flatMap((one) => one.parts.map((part) => ({ ...part, log })));
  const indexed = await indexParts(lake, parts, WHOLE, { maxProducts: Infinity });
  if (indexed === null) throw new Error(`${log}: its products are too many for one shard`);
  const names = productNames(indexed.products);
  const { day, product, counters } = await mergeRows(lake, { ...indexed, log, source: log });
  for (let from = 0; from < day.length; from += CHUNK_ROWS) {
    let text = '';
    for (let row = from; row < Math.min(day.length, from + CHUNK_ROWS); row++) {
      const counts = counters.map((column) => column[row] ?? 0);
      text += `${names[product[row] ?? 0] ?? ''},${dayOf(day[row] ?? 0)},${counts.join()}\n`;
    }
    yield text;
  }
}

/** `advertiser,product` of each product. */
function productNames({ advertiserIds, productIds, firstProducts }: ProductIds): string[] {
  const advertiser = stringDecoder(advertiserIds);
  const product = stringDecoder(productIds);
  const names: string[] = [];
  firstProducts.forEach((first, at) => {
    const end = firstProducts[at + 1] ?? stringCount(productIds);
    const owner = advertiser(at);
    for (let one = first; one < end; one++) names.push(`${owner},${product(one)}`);
  });
  return names;
}

void count(JSON.parse(process.argv[2] ?? '') as CountTask).then((report) => {
  process.stdout.write(`${JSON.stringify(report)}\n`);
});
