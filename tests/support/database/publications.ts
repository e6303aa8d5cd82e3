import { shareProducts } from '../logs/count-tables';
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ListBatch } from '../../../db/list-batch';
import { claimFence, publish } from '../../../db/publication';
import type { Fence, Publication, PublishedDate } from '../../../db/publication';
import { registerRun } from '../../../db/runs';
import type { RunIdentity, RunReport } from '../../../db/runs';
import type { Database } from '../../../db/schema';
import { MODELS } from '../../../domain/models';
import { topCtr } from '../../../domain/models/top-ctr';
import { topProducts } from '../../../domain/models/top-products';

/** By advertiser: its products with their views, the best first. */
export type ViewLists = Readonly<Record<string, readonly (readonly [product: string, views: number])[]>>;
/** By advertiser: its products with their clicks and impressions, the best first. */
export type CtrLists = Readonly<
  Record<string, readonly (readonly [product: string, clicks: number, impressions: number])[]>
>;

/** The report of a run that found nothing odd. */
export const REPORT: RunReport = {
  rowsRead: 10,
  rowsKept: 8,
  rowsRejected: 1,
  rejects: { invalid_date: 1 },
  inputs: [{ key: 'input/ads_views.csv', etag: 'e1', size_bytes: 100 }],
  quality: { ctr_above_1: 0, clicks_without_impression: 0, advertisers_without_rows: 1 },
  totals: { views: 5, impressions: 2, clicks: 1, conversions: 3 },
};

/** What a run of a date publishes; an advertiser of any list counts as active, and so does each of `active`. */
export function publicationOf(
  lists: { views?: ViewLists; ctrs?: CtrLists },
  active: readonly string[] = [],
): Publication {
  const { views = {}, ctrs = {} } = lists;
  return {
    report: REPORT,
    activeAdvertisers: [...new Set([...Object.keys(views), ...Object.keys(ctrs), ...active])],
    lists: [
      { model: topProducts, lists: listsOf(views, ([product, count]) => [product, { views: count }]) },
      {
        model: topCtr,
        lists: listsOf(ctrs, ([product, clicks, impressions]) => [
          product,
          { clicks, impressions, ctr: clicks / impressions },
        ]),
      },
    ],
  };
}

/** By the slug of each model that `publishLists` does not publish: no lists. */
export const NO_OTHER_LISTS: Readonly<Record<string, readonly never[]>> = Object.fromEntries(
  MODELS.filter((model) => model !== topProducts && model !== topCtr).map(({ slug }) => [slug, []]),
);

/** A new run of a date. */
export function newRun(date: string): RunIdentity {
  return { date, workflowId: `recommendations-${date}T23:00:00Z`, runId: randomUUID() };
}

/** Registers a new run of the date, which may then publish. */
export async function beginRun(db: Kysely<Database>, date: string): Promise<Fence> {
  const run = newRun(date);
  await registerRun(db, run);
  return claimFence(db, date, run.runId);
}

/** Publishes lists for a date with a new run; `report` overrides parts of `REPORT`. */
export async function publishLists(
  db: Kysely<Database>,
  date: string,
  lists: { views?: ViewLists; ctrs?: CtrLists },
  active: readonly string[] = [],
  report: Partial<RunReport> = {},
): Promise<PublishedDate> {
  const publication = publicationOf(lists, active);
  return publish(db, await beginRun(db, date), { ...publication, report: { ...REPORT, ...report } });
}

/** Lists of one model, as a run hands them over. */
export function listColumns(
  lists: readonly {
    readonly advertiserId: string;
    readonly productIds: readonly string[];
    readonly metrics: Readonly<Record<string, readonly number[]>>;
  }[],
): ListBatch {
  const names = Object.keys(lists[0]?.metrics ?? {});
  const advertiserIds = lists.flatMap(({ advertiserId, productIds }) => productIds.map(() => advertiserId));
  const productIds = lists.flatMap((list) => list.productIds);
  return {
    ids: shareProducts('products', { advertiserIds, productIds }),
    product: Int32Array.from(productIds, (_, i) => i),
    metrics: Object.fromEntries(
      names.map((name) => [name, Float64Array.from(lists.flatMap(({ metrics }) => metrics[name] ?? []))]),
    ),
  };
}

function listsOf<Entry>(
  lists: Readonly<Record<string, readonly Entry[]>>,
  describe: (entry: Entry) => [product: string, metrics: Record<string, number>],
): [ListBatch] {
  const all = Object.entries(lists).map(([advertiserId, entries]) => {
    const described = entries.map(describe);
    const names = Object.keys(described[0]?.[1] ?? {});
    return {
      advertiserId,
      productIds: described.map(([product]) => product),
      metrics: Object.fromEntries(
        names.map((name) => [name, described.map(([, metrics]) => metrics[name] ?? NaN)]),
      ),
    };
  });
  return [listColumns(all)];
}
