import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { CHECKOUT } from '../checkout';
import { peakMemoryMb } from '../process-usage';

/** As `peers.ts` gives it: files of each log, dates in order, the folder for the lists. */
interface Task {
  readonly advertiser_ids: readonly string[];
  readonly product_views: readonly string[];
  readonly ads_views: readonly string[];
  readonly dates: readonly string[];
  readonly out: string;
}

/** By advertiser, then product, then day. */
type Counts = Map<string, Map<string, Map<string, number>>>;
/** By advertiser, then product, up to a date. */
type Totals = Map<string, Map<string, number>>;

const LIST_LENGTH = 20;
const CHUNK_BYTES = 1 << 20;

/** Plain Node with Papa Parse: reads each log once into counts by advertiser, product and day, then ranks each date. */
async function main(task: Task): Promise<void> {
  const started = performance.now();
  const active = new Set<string>();
  await readRows(task.advertiser_ids, ([advertiser = '']) => active.add(advertiser));
  const views: Counts = new Map();
  const clicks: Counts = new Map();
  const impressions: Counts = new Map();
  await readRows(task.product_views, ([advertiser = '', product = '', date = '']) => {
    if (active.has(advertiser)) add(views, advertiser, product, date);
  });
  await readRows(task.ads_views, ([advertiser = '', product = '', type = '', date = '']) => {
    if (active.has(advertiser)) add(type === 'click' ? clicks : impressions, advertiser, product, date);
  });
  const scanSeconds = (performance.now() - started) / 1_000;
  for (const date of task.dates) {
    const file = (model: string) => path.join(task.out, `${date}.${model}.csv`);
    writeFileSync(file('top_products'), topProducts(totalsTo(date, views)));
    writeFileSync(file('top_ctr'), topCtr(totalsTo(date, clicks), totalsTo(date, impressions)));
  }
  const manifest = path.join(CHECKOUT, 'node_modules', 'papaparse', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const peakMb = peakMemoryMb('self') ?? process.resourceUsage().maxRSS / 1_000;
  process.stdout.write(`${JSON.stringify({ version, scan_seconds: scanSeconds, peak_memory_mb: peakMb })}\n`);
}

async function readRows(files: readonly string[], onRow: (row: readonly string[]) => void): Promise<void> {
  for (const file of files) {
    let isHeader = true;
    await new Promise<void>((resolve, reject) => {
      Papa.parse<string[]>(createReadStream(file, { highWaterMark: CHUNK_BYTES }), {
        // The logs hold no quotes: splitting at commas is enough, and fastest.
        fastMode: true,
        chunk: ({ data }) => {
          for (const row of data) {
            if (isHeader) isHeader = false;
            else if (row.length > 1 || row[0] !== '') onRow(row);
          }
        },
        complete: () => {
          resolve();
        },
        error: reject,
      });
    });
  }
}

function add(counts: Counts, advertiser: string, product: string, date: string): void {
  let products = counts.get(advertiser);
  if (products === undefined) counts.set(advertiser, (products = new Map<string, Map<string, number>>()));
  let days = products.get(product);
  if (days === undefined) products.set(product, (days = new Map<string, number>()));
  days.set(date, (days.get(date) ?? 0) + 1);
}

function totalsTo(date: string, counts: Counts): Totals {
  const totals: Totals = new Map();
  for (const [advertiser, products] of counts) {
    const sums = new Map<string, number>();
    for (const [product, days] of products) {
      let sum = 0;
      for (const [day, count] of days) if (day <= date) sum += count;
      if (sum > 0) sums.set(product, sum);
    }
    totals.set(advertiser, sums);
  }
  return totals;
}

function topProducts(views: Totals): string {
  let csv = 'advertiser_id,product_id,views,rank\n';
  for (const [advertiser, products] of views) {
    const best = [...products].sort((a, b) => b[1] - a[1] || byText(a[0], b[0])).slice(0, LIST_LENGTH);
    best.forEach(([product, count], i) => (csv += `${advertiser},${product},${count},${i + 1}\n`));
  }
  return csv;
}

function topCtr(clicks: Totals, impressions: Totals): string {
  let csv = 'advertiser_id,product_id,clicks,impressions,ctr,rank\n';
  for (const [advertiser, products] of clicks) {
    const shown = [...products]
      .map(([product, count]) => ({
        product,
        clicks: count,
        impressions: impressions.get(advertiser)?.get(product) ?? 0,
      }))
      .filter((entry) => entry.impressions > 0)
      .map((entry) => ({ ...entry, ctr: entry.clicks / entry.impressions }));
    shown.sort((a, b) => b.ctr - a.ctr || b.clicks - a.clicks || byText(a.product, b.product));
    shown.slice(0, LIST_LENGTH).forEach((entry, i) => {
      csv += `${advertiser},${entry.product},${entry.clicks},${entry.impressions},${entry.ctr},${i + 1}\n`;
    });
  }
  return csv;
}

/** The generated ids are ASCII, where text order is byte order. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

void main(JSON.parse(process.argv[2] ?? '') as Task);
