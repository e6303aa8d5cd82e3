import { log } from '@temporalio/activity';
import type { CalendarDay } from '../domain/execution-date';
import { addIgnored } from '../domain/ignored-counts';
import { EVENT_LOGS } from '../domain/logs';
import { featuresOf, findModel } from '../domain/models';
import { mergeNewestEvents } from '../domain/newest-events';
import { exact } from '../counting/columns/counter-columns';
import { eventsUpTo, aggregateKeys } from '../counting/daily/aggregate-date';
import type { DateAggregates, OptionalOutput } from '../counting/daily/aggregate-date';
import type { LogCounts } from '../counting/plan/counted-object';
import { registerRun } from '../db/runs';
import { intermediateKey } from '../storage/lake-keys';
import { describeUnread, eventObjectsOf, listInputs, objectsOf, unreadFaults } from '../logs/list-inputs';
import type { LakeInputs } from '../logs/list-inputs';
import { writeParquet } from '../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../storage/parquet';
import { readActiveAdvertisers } from './active-advertisers';
import { assertAdvertisersKept } from './advertisers-limit';
import type { FilteredShard, FilterInput, FilterResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { inputColumns, sourceColumns } from './input-files';
import { assertFewRejects } from './reject-limit';
import { runStep } from './step';
import { addRejects } from '../logs/rejects';

/** Objects that no log reads of which the worker's log names as many, for each kind of reason. */
const WARNED_OBJECTS = 3;

/**
 * The first step of a run: waits for the counts of all inputs, keeps the active advertisers' counts up to and
 * including the execution date, and writes their sums by product to the lake, with a list of the objects read.
 */
export function createFilterLogs(deps: ActivityDependencies) {
  return (input: FilterInput): Promise<FilterResult> =>
    runStep('filter', input.executionDate, async ({ workflowId, owner, signal, progress }) => {
      const { executionDate, acceptLostAdvertisers = false, startedBy } = input;
      const run = { date: executionDate, workflowId, runId: owner.runId };
      await registerRun(deps.db, run, { acceptsLostAdvertisers: acceptLostAdvertisers, startedBy });
      const listed = await listInputs(deps.lake, { signal });
      warnOfUnread(executionDate, listed);
      const active = await readActiveAdvertisers(deps.lake, {
        signal,
        listed: objectsOf(listed, 'advertiser_ids'),
      });
      await assertFewRejects('advertiser_ids', active.objects, deps.maxRejectedFraction, deps.lake);
      if (!acceptLostAdvertisers) {
        await assertAdvertisersKept(deps.db, executionDate, active, deps.minAdvertisersFraction);
      }
      const { objects, counts } = await deps.countObjects(eventObjectsOf(listed), {
        signal,
        onProgress: progress,
      });
      await assertFewRejects(EVENT_LOGS.join(' and '), objects, deps.maxRejectedFraction, deps.lake);

      const keyOf = (name: string) => intermediateKey({ executionDate, ...owner }, name);
      const write = (name: string, columns: ParquetColumn[]): Promise<ParquetFile> =>
        writeParquet(deps.lake, keyOf(name), columns, { signal });
      progress({ filtering: executionDate });
      const { days, shards } = await filterShards(
        deps,
        counts,
        [...active.ids],
        executionDate,
        keyOf,
        signal,
      );
      const sum = (figure: (day: DateAggregates) => number) =>
        days.reduce((total, day) => total + figure(day), 0);
      const read = [...active.objects.map((one) => ({ log: 'advertiser_ids' as const, ...one })), ...objects];
      const [activeAdvertisers, inputs, sources] = await Promise.all([
        write('advertiser_ids', [{ name: 'advertiser_id', type: 'STRING', data: [...active.ids] }]),
        write('inputs', inputColumns(read)),
        read.some(({ object }) => object.source !== undefined)
          ? write('sources', sourceColumns(read))
          : undefined,
      ]);
      return {
        rowsRead: objects.reduce((total, { records }) => total + records, 0),
        rowsKept: exact(
          sum(({ rowsKept }) => rowsKept),
          eventsUpTo(executionDate),
        ),
        totals: {
          views: sum(({ totals }) => totals.views),
          impressions: sum(({ totals }) => totals.impressions),
          clicks: sum(({ totals }) => totals.clicks),
          conversions: sum(({ totals }) => totals.conversions),
        },
        newestEvents: mergeNewestEvents(days.map(({ newestEvents }) => newestEvents)),
        rowsRejected: objects.reduce((total, { rejected }) => total + rejected, 0),
        rejects: addRejects(objects.map(({ rejects }) => rejects)),
        ignored: addIgnored(objects.map(({ ignored = {} }) => ignored)),
        quality: {
          ctr_above_1: sum(({ ctrAbove1 }) => ctrAbove1),
          clicks_without_impression: sum(({ clicksWithoutImpression }) => clicksWithoutImpression),
          advertisers_without_rows: active.ids.size - sum(({ advertisersWithRows }) => advertisersWithRows),
        },
        models: deps.models,
        evaluatesLists: deps.evaluatesLists,
        shards,
        activeAdvertisers,
        inputs,
        ...(sources !== undefined && { sources }),
      };
    });
}

/** A run does without objects that no log reads, and says so. */
function warnOfUnread(executionDate: CalendarDay, { unread }: LakeInputs): void {
  for (const objects of unreadFaults(unread)) {
    log.warn(
      `${executionDate} is made without ${objects.count.toLocaleString('en')} objects that no log reads`,
      {
        objects: describeUnread(objects, WARNED_OBJECTS),
        remedy: '`npx adtech doctor` names them',
      },
    );
  }
}

async function filterShards(
  deps: ActivityDependencies,
  inputs: readonly LogCounts[],
  activeAdvertisers: readonly string[],
  date: CalendarDay,
  keyOf: (name: string) => string,
  signal: AbortSignal,
): Promise<{ days: DateAggregates[]; shards: FilteredShard[] }> {
  const days: DateAggregates[] = [];
  const shards: FilteredShard[] = [];
  const models = deps.models.flatMap((name) => findModel(name) ?? []);
  const wanted: OptionalOutput[] = [
    ...featuresOf(models).map(({ name }) => name),
    ...(deps.evaluatesLists ? (['ads_of_day'] as const) : []),
  ];
  await deps.counts.eachShard(inputs, async ({ counts, products }, shard) => {
    const suffix = shard === 0 ? '' : `-${String(shard)}`;
    const keys = aggregateKeys((name) => keyOf(`${name}${suffix}`), wanted);
    const halfLifeDays = deps.trendingHalfLifeDays;
    const input = { counts, date, activeAdvertisers, halfLifeDays, keys };
    const day = await deps.tasks.run('aggregateDate', input, { signal });
    days.push(day);
    const { sums, features, adsOfDay } = day;
    shards.push({
      products,
      sums,
      features,
      ...(adsOfDay === undefined ? {} : { adsOfDay }),
    });
  });
  return { days, shards };
}
