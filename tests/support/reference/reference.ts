/**
 * The naive reference: counts all rows anew for each date with Maps over lines split at newlines. It shares nothing
 * with the product's code, and reads only plain CSV without quotes.
 */
export interface ReferenceLogs {
  readonly advertiser_ids: string;
  readonly product_views: string;
  readonly ads_views: string;
}

/** A row of `top_products` as SQL returns it. */
export type ReferenceViews = [advertiser: string, rank: number, product: string, views: number];
/** A row of `top_ctr_products` as SQL returns it. */
export type ReferenceCtr = [
  advertiser: string,
  rank: number,
  product: string,
  clicks: number,
  impressions: number,
  ctr: number,
];

/** A row of TopConversions; the rate is NaN where there is no click. */
export type ReferenceConversions = [
  advertiser: string,
  rank: number,
  product: string,
  conversions: number,
  clicks: number,
  rate: number,
];

/** A list of Trending: advertiser, rank, product, views, recent_views. */
export type ReferenceTrending = [
  advertiser: string,
  rank: number,
  product: string,
  views: number,
  recentViews: number,
];

const LENGTH = 20;
/** The half-life of `referenceTrending`, which takes cube roots. */
export const HALF_LIFE_DAYS = 3;

/** The lists of both models for one date, advertisers in byte order. */
export function referenceLists(
  logs: ReferenceLogs,
  date: string,
): { topProducts: ReferenceViews[]; topCtr: ReferenceCtr[] } {
  const active = new Set(rowsOf(logs.advertiser_ids).map((row) => row['advertiser_id']!));
  const kept = (csv: string) =>
    rowsOf(csv).filter((row) => row['date']! <= date && active.has(row['advertiser_id']!));

  const views = new Map<string, Map<string, number>>();
  for (const { advertiser_id, product_id } of kept(logs.product_views))
    bump(views, advertiser_id!, product_id!);
  const impressions = new Map<string, Map<string, number>>();
  const clicks = new Map<string, Map<string, number>>();
  for (const { advertiser_id, product_id, type } of kept(logs.ads_views)) {
    if (type === 'conversion') continue;
    bump(type === 'click' ? clicks : impressions, advertiser_id!, product_id!);
  }

  const topProducts = [...views].sort(byKey).flatMap(([advertiser, products]) =>
    [...products]
      .sort(([p1, v1], [p2, v2]) => v2 - v1 || Buffer.compare(Buffer.from(p1), Buffer.from(p2)))
      .slice(0, LENGTH)
      .map(([product, count], i): ReferenceViews => [advertiser, i + 1, product, count]),
  );
  const topCtr = [...clicks].sort(byKey).flatMap(([advertiser, products]) =>
    [...products]
      .map(([product, count]) => ({
        product,
        clicks: count,
        impressions: impressions.get(advertiser)?.get(product) ?? 0,
      }))
      .filter((entry) => entry.impressions > 0)
      .map((entry) => ({ ...entry, ctr: entry.clicks / entry.impressions }))
      .sort(
        (a, b) =>
          b.ctr - a.ctr ||
          b.clicks - a.clicks ||
          Buffer.compare(Buffer.from(a.product), Buffer.from(b.product)),
      )
      .slice(0, LENGTH)
      .map((entry, i): ReferenceCtr => [
        advertiser,
        i + 1,
        entry.product,
        entry.clicks,
        entry.impressions,
        entry.ctr,
      ]),
  );
  return { topProducts, topCtr };
}

/** The lists of TopConversions for one date, advertisers in byte order. */
export function referenceConversions(logs: ReferenceLogs, date: string): ReferenceConversions[] {
  const active = rowsOf(logs.advertiser_ids).map((row) => row['advertiser_id']!);
  const rows = rowsOf(logs.ads_views).filter((row) => row['date']! <= date);
  return [...new Set(active)]
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap((advertiser) => {
      const own = rows.filter((row) => row['advertiser_id'] === advertiser);
      const countOf = (product: string, type: string) =>
        own.filter((row) => row['product_id'] === product && row['type'] === type).length;
      return [...new Set(own.map((row) => row['product_id']!))]
        .map((product) => ({
          product,
          conversions: countOf(product, 'conversion'),
          clicks: countOf(product, 'click'),
        }))
        .filter(({ conversions }) => conversions > 0)
        .sort(
          (a, b) =>
            b.conversions - a.conversions ||
            b.clicks - a.clicks ||
            Buffer.compare(Buffer.from(a.product), Buffer.from(b.product)),
        )
        .slice(0, LENGTH)
        .map(({ product, conversions, clicks }, i): ReferenceConversions => [
          advertiser,
          i + 1,
          product,
          conversions,
          clicks,
          clicks === 0 ? NaN : conversions / clicks,
        ]);
    });
}

/** The lists of Trending for one date, each view weighed by itself. */
export function referenceTrending(logs: ReferenceLogs, date: string): ReferenceTrending[] {
  const active = new Set(rowsOf(logs.advertiser_ids).map((row) => row['advertiser_id']!));
  const found = new Map<string, Map<string, { views: number; recent: bigint }>>();
  for (const row of rowsOf(logs.product_views)) {
    if (row['date']! > date || !active.has(row['advertiser_id']!)) continue;
    const products = found.get(row['advertiser_id']!) ?? new Map<string, { views: number; recent: bigint }>();
    found.set(row['advertiser_id']!, products);
    const ageDays = (Date.parse(date) - Date.parse(row['date']!)) / 86_400_000;
    const known = products.get(row['product_id']!) ?? { views: 0, recent: 0n };
    products.set(row['product_id']!, { views: known.views + 1, recent: known.recent + weightOf(ageDays) });
  }
  return [...found].sort(byKey).flatMap(([advertiser, products]) =>
    [...products]
      .map(([product, { views, recent }]) => ({ product, views, recent: millionths(recent) / 1e6 }))
      .filter(({ recent }) => recent > 0)
      .sort((a, b) => b.recent - a.recent || Buffer.compare(Buffer.from(a.product), Buffer.from(b.product)))
      .slice(0, LENGTH)
      .map(({ product, views, recent }, i): ReferenceTrending => [advertiser, i + 1, product, views, recent]),
  );
}

/** 2^(-age / 3) in parts of 2^-100, by a cube root of whole numbers. */
function weightOf(ageDays: number): bigint {
  const known = weights.get(ageDays);
  if (known !== undefined) return known;
  if (ageDays > 300) return 0n;
  const cube = 1n << BigInt(300 - ageDays);
  let root = 0n;
  for (let bit = 100n; bit >= 0n; bit--) {
    const larger = root | (1n << bit);
    if (larger * larger * larger <= cube) root = larger;
  }
  weights.set(ageDays, root);
  return root;
}

const weights = new Map<number, bigint>();

/** Of parts of 2^-100, half of one up. */
function millionths(parts: bigint): number {
  return Number((parts * 2_000_000n + (1n << 100n)) >> 101n);
}

/** The events of active advertisers on one date, and none before it. */
export function referenceTotals(
  logs: ReferenceLogs,
  date: string,
): { views: number; impressions: number; clicks: number; conversions: number } {
  const active = new Set(rowsOf(logs.advertiser_ids).map((row) => row['advertiser_id']!));
  const count = (csv: string, type?: string) =>
    rowsOf(csv).filter(
      (row) => row['date'] === date && row['type'] === type && active.has(row['advertiser_id']!),
    ).length;
  return {
    views: count(logs.product_views),
    impressions: count(logs.ads_views, 'impression'),
    clicks: count(logs.ads_views, 'click'),
    conversions: count(logs.ads_views, 'conversion'),
  };
}

function rowsOf(csv: string): Record<string, string>[] {
  const [header = '', ...lines] = csv.split('\n').filter((line) => line !== '');
  const names = header.split(',');
  return lines.map(
    (line) =>
      Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])) as Record<string, string>,
  );
}

function bump(counts: Map<string, Map<string, number>>, advertiser: string, product: string): void {
  const products = counts.get(advertiser) ?? new Map<string, number>();
  counts.set(advertiser, products.set(product, (products.get(product) ?? 0) + 1));
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
