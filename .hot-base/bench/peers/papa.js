"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const papaparse_1 = __importDefault(require("papaparse"));
const bench_1 = require("../bench");
const process_usage_1 = require("../process-usage");
const LIST_LENGTH = 20;
const CHUNK_BYTES = 1 << 20;
/** Plain Node with Papa Parse: reads each log once into counts by advertiser, product and day, then ranks each date. */
async function main(task) {
    const started = performance.now();
    const active = new Set();
    await readRows(task.advertiser_ids, ([advertiser = '']) => active.add(advertiser));
    const views = new Map();
    const clicks = new Map();
    const impressions = new Map();
    await readRows(task.product_views, ([advertiser = '', product = '', date = '']) => {
        if (active.has(advertiser))
            add(views, advertiser, product, date);
    });
    await readRows(task.ads_views, ([advertiser = '', product = '', type = '', date = '']) => {
        if (active.has(advertiser))
            add(type === 'click' ? clicks : impressions, advertiser, product, date);
    });
    const scanSeconds = (performance.now() - started) / 1_000;
    for (const date of task.dates) {
        const file = (model) => node_path_1.default.join(task.out, `${date}.${model}.csv`);
        (0, node_fs_1.writeFileSync)(file('top_products'), topProducts(totalsTo(date, views)));
        (0, node_fs_1.writeFileSync)(file('top_ctr'), topCtr(totalsTo(date, clicks), totalsTo(date, impressions)));
    }
    const manifest = node_path_1.default.join(bench_1.CHECKOUT, 'node_modules', 'papaparse', 'package.json');
    const { version } = JSON.parse((0, node_fs_1.readFileSync)(manifest, 'utf8'));
    const peakMb = (0, process_usage_1.peakMemoryMb)('self') ?? process.resourceUsage().maxRSS / 1_000;
    process.stdout.write(`${JSON.stringify({ version, scan_seconds: scanSeconds, peak_memory_mb: peakMb })}\n`);
}
async function readRows(files, onRow) {
    for (const file of files) {
        let isHeader = true;
        await new Promise((resolve, reject) => {
            papaparse_1.default.parse((0, node_fs_1.createReadStream)(file, { highWaterMark: CHUNK_BYTES }), {
                // The logs hold no quotes: splitting at commas is enough, and fastest.
                fastMode: true,
                chunk: ({ data }) => {
                    for (const row of data) {
                        if (isHeader)
                            isHeader = false;
                        else if (row.length > 1 || row[0] !== '')
                            onRow(row);
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
function add(counts, advertiser, product, date) {
    let products = counts.get(advertiser);
    if (products === undefined)
        counts.set(advertiser, (products = new Map()));
    let days = products.get(product);
    if (days === undefined)
        products.set(product, (days = new Map()));
    days.set(date, (days.get(date) ?? 0) + 1);
}
function totalsTo(date, counts) {
    const totals = new Map();
    for (const [advertiser, products] of counts) {
        const sums = new Map();
        for (const [product, days] of products) {
            let sum = 0;
            for (const [day, count] of days)
                if (day <= date)
                    sum += count;
            if (sum > 0)
                sums.set(product, sum);
        }
        totals.set(advertiser, sums);
    }
    return totals;
}
function topProducts(views) {
    let csv = 'advertiser_id,product_id,views,rank\n';
    for (const [advertiser, products] of views) {
        const best = [...products].sort((a, b) => b[1] - a[1] || byText(a[0], b[0])).slice(0, LIST_LENGTH);
        best.forEach(([product, count], i) => (csv += `${advertiser},${product},${count},${i + 1}\n`));
    }
    return csv;
}
function topCtr(clicks, impressions) {
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
function byText(a, b) {
    return a < b ? -1 : Number(a > b);
}
void main(JSON.parse(process.argv[2] ?? ''));
//# sourceMappingURL=papa.js.map