import type { LogName } from '../domain/logs';
import type { Lake } from '../storage/lake';
import { isLogObject } from '../logs/classify-input';
import { logPrefix, SOURCES_KEY, TRUTH_KEY } from '../storage/lake-keys';
import { loadFlatFiles } from '../storage/flat-table';
import { compress } from './compress';
import { checkForm, compressionOf, keysOf, plainFormat } from './sample-form';
import type { SampleForm } from './sample-form';
import { sampleLogs, sampleSummary, sampleTruth } from './sample-logs';
import type { SampleOptions, SampleSummary } from './sample-logs';
import { resolveOptions } from './sample-options';
import type { ResolvedSampleOptions } from './sample-options';
import { sourcesOf } from './sample-sources';
import { CHUNK_BYTES } from './text-rows';

/** Columns of the click probabilities, in a file beside the logs. */
export const TRUTH_COLUMNS = ['advertiser_id', 'product_id', 'click_probability'] as const;

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
  /** Key of the description of the logs, if they need one. */
  readonly sourcesKey?: string;
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
  const resolved = resolveOptions(options);
  checkForm(how, resolved);
  const summary = sampleSummary(options);
  const signal = how.signal === undefined ? {} : { signal: how.signal };
  for (const log of Object.keys(summary.rows) as LogName[]) await checkPlace(lake, log, how, resolved);
  const { ctr } = options;
  const sources = sourcesOf(how);
  await checkBeside(lake, TRUTH_KEY, ctr !== undefined, how);
  await checkBeside(lake, SOURCES_KEY, sources !== undefined, how);
  const write = (key: string, body: AsyncIterable<Uint8Array>) =>
    lake.write(key, body, { onlyIfAbsent: !how.overwrite, ...signal });
  const body = (key: string, chunks: Iterable<Buffer>) =>
    counted(chunks, (count) => how.onBytes?.(key, count));
  // Before the logs: without their description they would be read as plain ones.
  if (sources !== undefined) await write(SOURCES_KEY, body(SOURCES_KEY, [textOf(sources)]));
  const layout = { ...how, ...(plainFormat(how) === 'parquet' && { openParquet: await loadFlatFiles() }) };
  const compression = compressionOf(how);
  const bytes = { advertiser_ids: 0, product_views: 0, ads_views: 0 };
  for (const { name, objects } of sampleLogs(options, layout)) {
    for (const { key, chunks } of objects) {
      const rows = body(key, chunks);
      const isPacked = compression !== undefined && name !== 'advertiser_ids';
      const object = await write(key, isPacked ? compress(rows, compression, CHUNK_BYTES) : rows);
      bytes[name] += object.sizeBytes;
    }
  }
  if (ctr !== undefined) await write(TRUTH_KEY, body(TRUTH_KEY, truthChunks({ ...options, ctr })));
  return {
    ...summary,
    bytes,
    ...(ctr !== undefined && { truthKey: TRUTH_KEY }),
    ...(sources !== undefined && { sourcesKey: SOURCES_KEY }),
  };
}

function textOf(sources: object): Buffer {
  return Buffer.from(`${JSON.stringify(sources, null, 2)}\n`);
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
async function checkPlace(
  lake: Lake,
  log: LogName,
  how: WriteSampleOptions,
  options: ResolvedSampleOptions,
): Promise<void> {
  const own = new Set(keysOf(log, how, options));
  const signal = how.signal === undefined ? {} : { signal: how.signal };
  for await (const { key } of lake.list(logPrefix(log), signal)) {
    if (!isLogObject(log, key)) continue;
    if (!own.has(key)) throw new SampleInTheWayError(key, false);
    if (!how.overwrite) throw new SampleInTheWayError(key, true);
  }
}

/** @throws SampleInTheWayError for an object beside the logs that is not of this sample, or must not be replaced. */
async function checkBeside(
  lake: Lake,
  key: string,
  isOfSample: boolean,
  { overwrite, signal }: WriteSampleOptions,
): Promise<void> {
  if ((await lake.head(key, signal === undefined ? {} : { signal })) === undefined) return;
  if (!isOfSample) throw new SampleInTheWayError(key, false);
  if (!overwrite) throw new SampleInTheWayError(key, true);
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
