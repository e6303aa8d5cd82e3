import type { Lake } from '../../../storage/lake';
import type { ReferenceCtr, ReferenceViews } from './reference';

const LENGTH = 20;

type Counts = Map<string, Map<string, number>>;

/**
 * The lists of both models over all days of plain logs of any size, advertisers and products in ASCII: line by line into
 * Maps. It shares nothing with the product's code but the lake that the bytes come from.
 */
export async function plainLists(
  lake: Lake,
): Promise<{ topProducts: ReferenceViews[]; topCtr: ReferenceCtr[] }> {
  const active = new Set<string>();
  await eachLine(lake, 'advertiser_ids', (line) => active.add(line));
  const views: Counts = new Map();
  await eachLine(lake, 'product_views', (line) => {
    const [advertiser = '', product = ''] = line.split(',');
    if (active.has(advertiser)) bump(views, advertiser, product);
  });
  const impressions: Counts = new Map();
  const clicks: Counts = new Map();
  await eachLine(lake, 'ads_views', (line) => {
    const [advertiser = '', product = '', type] = line.split(',');
    if (!active.has(advertiser) || type === 'conversion') return;
    bump(type === 'click' ? clicks : impressions, advertiser, product);
  });

  const topProducts = [...views].sort(byKey).flatMap(([advertiser, products]) =>
    [...products]
      .sort((a, b) => b[1] - a[1] || byKey(a, b))
      .slice(0, LENGTH)
      .map(([product, count], i): ReferenceViews => [advertiser, i + 1, product, count]),
  );
  const topCtr = [...clicks].sort(byKey).flatMap(([advertiser, products]) =>
    [...products]
      .flatMap(([product, clicked]) => {
        const shown = impressions.get(advertiser)?.get(product) ?? 0;
        return shown === 0 ? [] : [{ product, clicked, shown, ctr: clicked / shown }];
      })
      .sort((a, b) => b.ctr - a.ctr || b.clicked - a.clicked || (a.product < b.product ? -1 : 1))
      .slice(0, LENGTH)
      .map(({ product, clicked, shown, ctr }, i): ReferenceCtr => [
        advertiser,
        i + 1,
        product,
        clicked,
        shown,
        ctr,
      ]),
  );
  return { topProducts, topCtr };
}

/** The lines of a log but for its header. */
async function eachLine(lake: Lake, log: string, visit: (line: string) => void): Promise<void> {
  let rest = '';
  let header = true;
  for await (const chunk of await lake.read(`input/${log}.csv`)) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!header) visit(line);
      header = false;
    }
  }
}

function bump(counts: Counts, advertiser: string, product: string): void {
  let products = counts.get(advertiser);
  if (products === undefined) counts.set(advertiser, (products = new Map<string, number>()));
  products.set(product, (products.get(product) ?? 0) + 1);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
