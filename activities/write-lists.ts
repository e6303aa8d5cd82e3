import { log } from '@temporalio/activity';
import type { Model } from '../domain/models/model';
import { readLists } from '../counting/daily/list-files';
import type { ListBatch } from '../db/list-batch';
import { sumIgnored } from '../domain/ignored-counts';
import { claimFence, findPublishedDate, publish } from '../db/publication';
import type { PublishedDate } from '../db/publication';
import type { DayCounts } from '../db/schema';
import { readParquet } from '../storage/parquet';
import type { ParquetFile } from '../storage/parquet';
import type { FilteredShard, FilterResult, WriteInput, WriteResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { readRunInputs, readRunSources } from './input-files';
import { modelOf } from './model-of';
import { runStep } from './step';

/** The last step of a run: replaces everything published for its execution date in one transaction. */
export function createWriteLists(deps: ActivityDependencies) {
  return (input: WriteInput): Promise<WriteResult> =>
    runStep('write', input.executionDate, async ({ owner: { runId }, signal, progress }) => {
      const { executionDate, filtered, ranked } = input;
      const rowsPublished = ranked.reduce((sum, { entries }) => sum + entries, 0);
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
      const [active, inputs, sources, lists] = await Promise.all([
        readParquet<{ advertiser_id: string }>(deps.lake, filtered.activeAdvertisers, { signal }),
        readRunInputs(deps.lake, filtered.inputs, { signal }),
        filtered.sources && readRunSources(deps.lake, filtered.sources, { signal }),
        Promise.all(
          ranked.map(async (rank) => {
            const model = modelOf(rank.model);
            const read = (file: ParquetFile, shard: number) =>
              readShard(deps, model, file, filtered.shards[shard], signal);
            return { model, lists: await Promise.all(rank.lists.map(read)) };
          }),
        ),
      ]);
      signal.throwIfAborted();
      const published = await publish(deps.db, fence, {
        activeAdvertisers: active.map((row) => row.advertiser_id),
        lists,
        report: {
          rowsRead: filtered.rowsRead,
          rowsKept: filtered.rowsKept,
          rowsRejected: filtered.rowsRejected,
          rejects: filtered.rejects,
          ignored: filtered.ignored,
          quality: filtered.quality,
          totals: filtered.totals,
          newestEvents: filtered.newestEvents,
          inputs,
          sources,
          dayCounts: dayCountsOf(filtered),
        },
      });
      deps.metrics.published({
        read: filtered.rowsRead,
        kept: filtered.rowsKept,
        rejected: filtered.rowsRejected,
        ignored: sumIgnored(filtered.ignored ?? {}),
        published: rowsPublished,
      });
      log.info(`published ${executionDate}`, { rows: rowsPublished, fence: fence.token });
      return result(published);
    });
}

async function readShard(
  deps: ActivityDependencies,
  model: Model,
  file: ParquetFile,
  shard: FilteredShard | undefined,
  signal: AbortSignal,
): Promise<ListBatch> {
  if (shard === undefined) throw new Error(`${file.key}: lists of a shard that was not filtered`);
  const [ids, lists] = await Promise.all([
    deps.counts.products(shard.products),
    readLists(deps.lake, file, model, { signal }),
  ]);
  return { ids, ...lists };
}

/** The files of the day for the evaluation; none if the filter step wrote none. */
function dayCountsOf({ shards }: FilterResult): DayCounts | undefined {
  const files = shards.flatMap(({ products, adsOfDay }) =>
    adsOfDay === undefined ? [] : [{ products, adsOfDay }],
  );
  return files.length === shards.length ? files : undefined;
}
