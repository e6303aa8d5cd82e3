import { nameProducts } from '../logs/count-tables';
import { gzipSync } from 'node:zlib';
import { openObject } from '../../../counting/counts/count-object';
import { aggregateDate, aggregateKeys } from '../../../counting/daily/aggregate-date';
import type { DateAggregates } from '../../../counting/daily/aggregate-date';
import { readLists } from '../../../counting/daily/list-files';
import type { ObjectCounts } from '../../../counting/plan/counted-object';
import { rankLists } from '../../../counting/daily/rank-lists';
import { loadCounts } from '../../../counting/daily/load-counts';
import { nameInputs } from '../../../counting/daily/shared-counts';
import { COUNTERS, EVENT_LOGS, LOG_COLUMNS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import { FEATURES, MODELS } from '../../../domain/models';
import { mergeNewestEvents } from '../../../domain/newest-events';
import type { NewestEvents } from '../../../domain/newest-events';
import type { Lake } from '../../../storage/lake';
import { logPartKey, productsKey } from '../../../storage/lake-keys';
import { attemptOf } from '../logs/counted-objects';
import { HALF_LIFE_DAYS } from './reference';
import { tasksHere } from '../logs/tasks-here';
import type { ReferenceConversions, ReferenceCtr, ReferenceTrending, ReferenceViews } from './reference';

/** A row of an event log. */
export interface LogRow {
  readonly advertiserId: string;
  readonly productId: string;
  /** `view` is a row of `product_views`. */
  readonly type: 'view' | 'impression' | 'click' | 'conversion';
  readonly date: string;
}

/** A log of these rows, as plain CSV. */
export function textOf(log: EventLogName, rows: readonly LogRow[]): string {
  const lines = rows
    .filter(({ type }) => (type === 'view') === (log === 'product_views'))
    .map(({ advertiserId, productId, type, date }) =>
      log === 'product_views'
        ? `${advertiserId},${productId},${date}\n`
        : `${advertiserId},${productId},${type},${date}\n`,
    );
  return `${LOG_COLUMNS[log].join(',')}\n${lines.join('')}`;
}

/** Writes rows as objects of both logs, row `i` into part `i` modulo `parts`, each second part compressed, and counts them. */
export async function countRows(lake: Lake, rows: readonly LogRow[], parts: number): Promise<ObjectCounts[]> {
  const counted: ObjectCounts[] = [];
  for (const log of EVENT_LOGS) {
    for (let part = 0; part < parts; part++) {
      const gzip = part % 2 === 1;
      const text = Buffer.from(
        textOf(
          log,
          rows.filter((_, i) => i % parts === part),
        ),
      );
      const object = await lake.write(
        logPartKey(log, part + 1, gzip ? 'csv.gz' : 'csv'),
        gzip ? gzipSync(text) : text,
      );
      const opened = await openObject(lake, { log, object, owner: attemptOf(`open-${log}-${String(part)}`) });
      if ('plan' in opened) throw new Error('a plan');
      counted.push(opened.counted);
    }
  }
  return counted;
}

/** What a date publishes, and its figures. */
export interface DatedLists extends Omit<DateAggregates, 'sums' | 'features' | 'adsOfDay'> {
  /** As the naive reference gives them. */
  readonly topProducts: readonly ReferenceViews[];
  readonly topCtr: readonly ReferenceCtr[];
  /** advertiser, rank, product, views, recent_views */
  readonly trending: readonly ReferenceTrending[];
  /** advertiser, rank, product, conversions, clicks, rate */
  readonly topConversions: readonly ReferenceConversions[];
}

/** Goes the way of a date from the counts of its objects to ranked lists, in the given number of shards. */
export async function rankDate(
  lake: Lake,
  objects: readonly ObjectCounts[],
  date: string,
  activeAdvertisers: readonly string[],
  shards = 1,
): Promise<DatedLists> {
  const total = { rowsKept: 0, ctrAbove1: 0, clicksWithoutImpression: 0, advertisersWithRows: 0 };
  const totals = { views: 0, impressions: 0, clicks: 0, conversions: 0 };
  const newest: NewestEvents[] = [];
  const rows: Record<string, (string | number)[][]> = {};
  for (let shard = 0; shard < shards; shard++) {
    const key = productsKey(nameInputs(objects), shard, shards);
    const loaded = await loadCounts(tasksHere(lake), { objects, shard: { shard, shards }, productsKey: key });
    if (loaded === null) throw new Error('too many products');
    const { counts } = loaded;
    const keys = aggregateKeys(
      (name) => `${name}-${String(shard)}`,
      FEATURES.map(({ name }) => name),
    );
    const input = { counts, date, activeAdvertisers, halfLifeDays: HALF_LIFE_DAYS, keys };
    const { sums, features, newestEvents, ...figures } = await aggregateDate(lake, input);
    newest.push(newestEvents);
    for (const name of ['rowsKept', 'ctrAbove1', 'clicksWithoutImpression', 'advertisersWithRows'] as const)
      total[name] += figures[name];
    for (const counter of COUNTERS) totals[counter] += figures.totals[counter];
    const ranked = await rankLists(lake, {
      models: MODELS.map(({ name, slug }) => ({ name, key: `${slug}-${String(shard)}` })),
      products: counts.products,
      sums,
      features,
    });
    const { advertiserIds, productIds, firstProducts } = nameProducts(counts.products);
    for (const [i, model] of MODELS.entries()) {
      const { lists: file, advertisers, entries } = ranked[i]!;
      const lists = await readLists(lake, file, model);
      const ranks = new Map<string, number>();
      const flat = Array.from(lists.product, (product, entry) => {
        const advertiserId = advertiserIds[firstProducts.findLastIndex((first) => first <= product)]!;
        const rank = (ranks.get(advertiserId) ?? 0) + 1;
        ranks.set(advertiserId, rank);
        const figures = model.metrics.map(({ name }) => lists.metrics[name]![entry]!);
        return [advertiserId, rank, productIds[product]!, ...figures];
      });
      if (advertisers !== ranks.size || entries !== flat.length)
        throw new Error('the figures of a ranking are wrong');
      (rows[model.name] ??= []).push(...flat);
    }
  }
  const inOrder = (all: (string | number)[][] = []) =>
    all.sort(
      ([a, rankA], [b, rankB]) =>
        Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) || Number(rankA) - Number(rankB),
    );
  return {
    ...total,
    totals,
    newestEvents: mergeNewestEvents(newest),
    topProducts: inOrder(rows['TopProducts']) as ReferenceViews[],
    topCtr: inOrder(rows['TopCTR']) as ReferenceCtr[],
    trending: inOrder(rows['Trending']) as ReferenceTrending[],
    topConversions: inOrder(rows['TopConversions']) as ReferenceConversions[],
  };
}
