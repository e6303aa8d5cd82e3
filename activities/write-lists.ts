import { ApplicationFailure, log } from '@temporalio/activity';
import type { LogName } from '../domain/logs';
import type { Model } from '../domain/models/model';
import { findModel } from '../domain/models';
import type { AdvertiserList } from '../db/list-tables';
import { claimFence, findPublishedDate, publish } from '../db/publication';
import type { PublishedDate } from '../db/publication';
import type { RunInput } from '../db/schema';
import type { Lake } from '../storage/lake';
import { readParquet, readParquetColumns } from '../storage/parquet';
import type { ParquetFile } from '../storage/parquet';
import type { RankResult, WriteInput, WriteResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

/** The rows of a rank step's file, by column: products of advertisers' lists, and the model's figures. */
export interface RankedColumns {
  readonly advertiser_id: readonly string[];
  readonly rank: Int32Array;
  readonly product_id: readonly string[];
  /** By metric. */
  readonly metrics: Readonly<Record<string, Int32Array | Float64Array>>;
}

/** The last step of a run: replaces everything published for its execution date in one transaction. */
export function createWriteLists(deps: ActivityDependencies) {
  return (input: WriteInput): Promise<WriteResult> =>
    runStep('write', input.executionDate, async ({ owner: { runId }, signal, progress }) => {
      const { executionDate, filtered, ranked } = input;
      const rowsPublished = ranked.flatMap(({ lists }) => lists).reduce((sum, { rows }) => sum + rows, 0);
      const result = ({ publishedAt, token }: PublishedDate): WriteResult => ({
        executionDate,
        publishedAt: publishedAt.toISOString(),
        rowsPublished,
        fence: token,
      });

      // An earlier attempt may have committed and lost its answer: a run publishes once.
      const earlier = await findPublishedDate(deps.db, executionDate);
      if (earlier?.runId === runId) return result(earlier);

      const fence = await claimFence(deps.db, executionDate, runId);
      progress({ fence: fence.token, rows: rowsPublished });
      const active = await readParquet<{ advertiser_id: string }>(deps.lake, filtered.activeAdvertisers, {
        signal,
      });
      const inputs = await readParquet<InputRow>(deps.lake, filtered.inputs, { signal });
      const lists = [];
      for (const rank of ranked) {
        lists.push({ model: modelOf(rank), lists: await readLists(deps, rank, signal) });
      }
      signal.throwIfAborted();
      const published = await publish(deps.db, fence, {
        activeAdvertisers: active.map((row) => row.advertiser_id),
        lists,
        report: {
          rowsRead: filtered.rowsRead,
          rowsKept: filtered.rowsKept,
          rowsRejected: filtered.rowsRejected,
          rejects: filtered.rejects,
          quality: filtered.quality,
          inputs: inputs.map(describeInput),
        },
      });
      log.info(`published ${executionDate}`, { rows: rowsPublished, fence: fence.token });
      return result(published);
    });
}

function modelOf({ model: name }: RankResult): Model {
  const model = findModel(name);
  if (model !== undefined) return model;
  throw ApplicationFailure.nonRetryable(
    `this worker does not know the model ${name}; deploy the version that began the run`,
    'UnknownModel',
  );
}

async function readLists(
  deps: ActivityDependencies,
  rank: RankResult,
  signal: AbortSignal,
): Promise<AdvertiserList[]> {
  const model = modelOf(rank);
  const lists: AdvertiserList[] = [];
  for (const file of rank.lists)
    lists.push(...toLists(model, await readRanked(deps.lake, model, file, signal)));
  return lists;
}

async function readRanked(
  lake: Lake,
  model: Model,
  file: ParquetFile,
  signal: AbortSignal,
): Promise<RankedColumns> {
  const types = Object.fromEntries(
    model.metrics.map(({ name, type }) => [
      name,
      type === 'integer' ? ('INT32' as const) : ('DOUBLE' as const),
    ]),
  );
  const ids = { advertiser_id: 'STRING', rank: 'INT32', product_id: 'STRING' } as const;
  const columns = await readParquetColumns(lake, file, { ...types, ...ids }, { signal });
  return { ...columns, metrics: columns as unknown as RankedColumns['metrics'] };
}

/** A row of the filter step's list of objects. */
type InputRow = Pick<RunInput, 'key' | 'etag' | 'size_bytes'> & {
  log: LogName;
  first_day: string;
  last_day: string;
};

function describeInput({ log: name, key, etag, size_bytes, first_day, last_day }: InputRow): RunInput {
  const object = { key, etag, size_bytes };
  return name === 'advertiser_ids'
    ? object
    : { ...object, first_day: first_day || null, last_day: last_day || null };
}

/**
 * The lists of which a rank step has written the rows: one advertiser's after the other, each in the order of ranks.
 * @throws Error when the rows are in any other order.
 */
export function toLists(model: Model, columns: RankedColumns): AdvertiserList[] {
  const { advertiser_id: advertisers, rank: ranks, product_id: products } = columns;
  const lists: AdvertiserList[] = [];
  const seen = new Set<string>();
  for (let start = 0; start < products.length;) {
    const advertiserId = advertisers[start] ?? '';
    let end = start;
    while (end < products.length && advertisers[end] === advertiserId && ranks[end] === end - start + 1)
      end++;
    if (end === start || seen.has(advertiserId)) {
      throw new Error(
        `rank ${String(ranks[start])} of ${JSON.stringify(advertiserId)} is out of order in the lists of ${model.name}`,
      );
    }
    seen.add(advertiserId);
    const figures = model.metrics.map(({ name }) => [
      name,
      Array.from(columns.metrics[name]?.subarray(start, end) ?? []),
    ]);
    lists.push({
      advertiserId,
      productIds: products.slice(start, end),
      metrics: Object.fromEntries(figures) as Record<string, number[]>,
    });
    start = end;
  }
  return lists;
}
