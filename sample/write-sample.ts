import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { LogName } from '../domain/logs';
import type { Lake } from '../storage/lake';
import { isLogObject } from '../logs/classify-input';
import { logKey, logPartKey, logPrefix, TRUTH_KEY } from '../storage/lake-keys';
import { CHUNK_BYTES } from './event-rows';
import { sampleLogs, sampleSummary, sampleTruth } from './sample-logs';
import type { SampleEventLog, SampleLog, SampleOptions, SampleSummary } from './sample-logs';
import { MAX_PARTS } from './sample-options';

/** Columns of the click probabilities, in a file beside the logs. */
export const TRUTH_COLUMNS = ['advertiser_id', 'product_id', 'click_probability'] as const;

// The fastest level: sample logs are not kept for long.
const GZIP_LEVEL = 1;

/** The layout of a sample in a lake. */
export interface SampleForm {
  /** Number of objects of each event log, 1 to `MAX_PARTS`; `advertiser_ids` is always one object. */
  readonly parts: number;
  /** Whether the objects of event logs are compressed. */
  readonly gzip: boolean;
}

/** The options of writing a sample. */
export interface WriteSampleOptions extends SampleForm {
  /** Whether existing objects with the keys of the sample are replaced. */
  readonly overwrite: boolean;
  readonly signal?: AbortSignal;
  /** Called after each chunk with the number of uncompressed bytes of the object so far. */
  readonly onBytes?: (key: string, bytes: number) => void;
}

/** The result of writing a sample. */
export interface WrittenSample extends SampleSummary {
  /** Bytes of each log's objects, compressed if they are. */
  readonly bytes: Readonly<Record<LogName, number>>;
  /** Key of the click probabilities, if the sample has a `ctr`. */
  readonly truthKey?: string;
}

/** The lake has an object that the sample must not replace, or cannot. */
export class SampleInTheWayError extends Error {
  override readonly name = 'SampleInTheWayError';
  /** @param replaceable whether `overwrite` would replace it. */
  constructor(
    readonly key: string,
    readonly replaceable: boolean,
  ) {
    super(`${key}: exists already`);
  }
}

/**
 * Writes the logs of a sample into a lake, in bounded memory.
 *
 * @throws RangeError when an option is out of range.
 * @throws SampleInTheWayError, before anything is written, if the lake would contain other logs beside the sample.
 */
export async function writeSampleLogs(
  lake: Lake,
  options: SampleOptions,
  how: WriteSampleOptions,
): Promise<WrittenSample> {
  const summary = sampleSummary(options);
  if (!Number.isInteger(how.parts) || how.parts < 1 || how.parts > MAX_PARTS) {
    throw new RangeError(`parts must be a whole number from 1 to ${MAX_PARTS}, not ${how.parts}`);
  }
  const signal = how.signal === undefined ? {} : { signal: how.signal };
  for (const log of Object.keys(summary.rows) as LogName[]) await checkPlace(lake, log, how);
  const { ctr } = options;
  if ((await lake.head(TRUTH_KEY, signal)) !== undefined) {
    if (ctr === undefined) throw new SampleInTheWayError(TRUTH_KEY, false);
    if (!how.overwrite) throw new SampleInTheWayError(TRUTH_KEY, true);
  }
  const bytes = { advertiser_ids: 0, product_views: 0, ads_views: 0 };
  for (const log of sampleLogs(options)) {
    for (const { key, chunks } of objectsOf(log, how)) {
      const body = counted(chunks, (count) => how.onBytes?.(key, count));
      const packed = how.gzip && log.name !== 'advertiser_ids' ? gzipped(body) : body;
      const object = await lake.write(key, packed, { onlyIfAbsent: !how.overwrite, ...signal });
      bytes[log.name] += object.sizeBytes;
    }
  }
  if (ctr === undefined) return { ...summary, bytes };
  const truth = counted(truthChunks({ ...options, ctr }), (count) => how.onBytes?.(TRUTH_KEY, count));
  await lake.write(TRUTH_KEY, truth, { onlyIfAbsent: !how.overwrite, ...signal });
  return { ...summary, bytes, truthKey: TRUTH_KEY };
}

function* truthChunks(options: SampleOptions & { readonly ctr: number }): Generator<Buffer> {
  let chunk = `${TRUTH_COLUMNS.join(',')}\n`;
  for (const { advertiserId, productId, clickProbability } of sampleTruth(options)) {
    chunk += `${advertiserId},${productId},${clickProbability}\n`;
    if (chunk.length < CHUNK_BYTES) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

/** @throws SampleInTheWayError for an object that the sample would not replace: its rows would be counted with the sample's. */
async function checkPlace(lake: Lake, log: LogName, how: WriteSampleOptions): Promise<void> {
  const own = new Set(keysOf(log, how));
  const signal = how.signal === undefined ? {} : { signal: how.signal };
  for await (const { key } of lake.list(logPrefix(log), signal)) {
    if (!isLogObject(log, key)) continue;
    if (!own.has(key)) throw new SampleInTheWayError(key, false);
    if (!how.overwrite) throw new SampleInTheWayError(key, true);
  }
}

function keysOf(log: LogName, { parts, gzip }: SampleForm): string[] {
  if (log === 'advertiser_ids' || (parts === 1 && !gzip)) return [logKey(log)];
  return Array.from({ length: parts }, (_, index) => logPartKey(log, index + 1, gzip));
}

function* objectsOf(
  log: SampleLog | SampleEventLog,
  form: SampleForm,
): Generator<{ key: string; chunks: Iterable<Buffer> }> {
  const keys = keysOf(log.name, form);
  let part = 0;
  for (const chunks of 'inParts' in log ? log.inParts(keys.length) : [log.chunks]) {
    yield { key: keys[part] ?? '', chunks };
    part += 1;
  }
}

async function* counted(
  chunks: Iterable<Buffer>,
  onBytes: (total: number) => void,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for (const chunk of chunks) {
    total += chunk.length;
    onBytes(total);
    yield await Promise.resolve(chunk);
  }
}

function gzipped(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const packed = createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
  // An error reaches the reader through `packed`, which the pipeline destroys with it.
  pipeline(chunks, packed, () => undefined);
  return packed;
}
