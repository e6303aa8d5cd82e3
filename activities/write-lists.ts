import { ApplicationFailure, log } from '@temporalio/activity';
import type { Model } from '../domain/models/model';
import { findModel } from '../domain/models';
import type { ListRow } from '../db/list-tables';
import { claimFence, findPublishedDate, publish } from '../db/publication';
import type { PublishedDate } from '../db/publication';
import type { RunInput } from '../db/schema';
import { readParquet } from '../storage/parquet';
import type { RankResult, WriteInput, WriteResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

type RankedRow = { advertiser_id: string; product_id: string; rank: number } & Record<
  string,
  string | number
>;

/** The last step of a run: replaces everything published for its execution date in one transaction. */
export function createWriteLists(deps: ActivityDependencies) {
  return (input: WriteInput): Promise<WriteResult> =>
    runStep('write', input.executionDate, async ({ runId, signal, progress }) => {
      const { executionDate, filtered, ranked } = input;
      const rowsPublished = ranked.reduce((sum, { lists }) => sum + lists.rows, 0);
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
      const inputs = await readParquet<RunInput>(deps.lake, filtered.inputs, { signal });
      const lists = [];
      for (const rank of ranked) {
        lists.push({ model: modelOf(rank), rows: await readLists(deps, rank, signal) });
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
          inputs: inputs.map(({ key, etag, size_bytes }) => ({ key, etag, size_bytes })),
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
): Promise<ListRow[]> {
  const { metrics } = modelOf(rank);
  const rows = await readParquet<RankedRow>(deps.lake, rank.lists, { signal });
  return rows.map((row) => ({
    advertiserId: row.advertiser_id,
    productId: row.product_id,
    rank: row.rank,
    metrics: Object.fromEntries(metrics.map(({ name }) => [name, Number(row[name])])),
  }));
}
