"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.filterDay = filterDay;
exports.namedProducts = namedProducts;
const logs_1 = require("../domain/logs");
const parquet_1 = require("../storage/parquet");
const count_rows_1 = require("./count-rows");
const shared_counts_1 = require("./shared-counts");
/** Keeps the events of active advertisers up to and including the date, summed by product, and writes them to the lake. */
async function filterDay(lake, input) {
    const { counts, date, activeAdvertisers, keys } = input;
    const encode = await (0, parquet_1.loadParquetEncoder)();
    const products = namedProducts(counts.products);
    const active = activeProducts(products, new Set(activeAdvertisers));
    const lastDay = Date.parse(date) / 86_400_000;
    const sumsOf = (log) => only(active, sumUpTo(counts, log, lastDay));
    const sums = { product_views: sumsOf('product_views'), ads_views: sumsOf('ads_views') };
    const write = async (log) => {
        const { bytes, rows } = encodeSums(encode, log, sums[log]);
        const { etag } = await lake.write(keys[log], bytes);
        return { key: keys[log], etag, rows };
    };
    const [productViews, adsViews] = await Promise.all([write('product_views'), write('ads_views')]);
    return {
        sums: { product_views: productViews, ads_views: adsViews },
        rowsKept: logs_1.EVENT_LOGS.flatMap((log) => sums[log]).reduce((total, column) => total + (0, count_rows_1.sumOf)(column), 0),
        totals: totalsOn(counts, lastDay, active),
        ...assess(products, sums),
    };
}
let named;
/** The products as texts; those of the last call are kept, as dates follow one another. */
function namedProducts(products) {
    if (named?.id !== products.id)
        named = { id: products.id, products: (0, shared_counts_1.nameProducts)(products) };
    return named.products;
}
/** By product: 1 where its advertiser is active. */
function activeProducts({ advertiserIds, productIds, firstProducts }, active) {
    const flags = new Uint8Array(productIds.length);
    advertiserIds.forEach((advertiserId, i) => {
        if (active.has(advertiserId))
            flags.fill(1, firstProducts[i], firstProducts[i + 1] ?? flags.length);
    });
    return flags;
}
/** Those of the last call, as dates follow one another. */
const running = {};
/** The sums of each counter by product; valid until the next call. */
function sumUpTo({ products, rows }, log, lastDay) {
    const { day, product, counters } = rows[log];
    const end = firstAfter(day, lastDay);
    let known = running[log];
    if (known?.id !== products.id || known.rows > end) {
        const sums = counters.map(() => new Int32Array(products.productEnds.length));
        known = { id: products.id, rows: 0, sums };
        running[log] = known;
    }
    const start = known.rows;
    known.sums.forEach((sums, c) => {
        const counter = counters[c] ?? sums;
        for (let i = start; i < end; i++) {
            const at = product[i] ?? 0;
            sums[at] = (sums[at] ?? 0) + (counter[i] ?? 0);
        }
    });
    known.rows = end;
    return known.sums;
}
/** The events of active products on one day. */
function totalsOn({ rows }, today, active) {
    const totals = { views: 0, impressions: 0, clicks: 0 };
    for (const log of logs_1.EVENT_LOGS) {
        const { day, product, counters } = rows[log];
        const start = firstAfter(day, today - 1);
        const end = firstAfter(day, today);
        logs_1.LOG_COUNTERS[log].forEach((name, c) => {
            const counter = counters[c] ?? new Int32Array();
            let sum = 0;
            for (let i = start; i < end; i++)
                if (active[product[i] ?? 0] === 1)
                    sum += counter[i] ?? 0;
            totals[name] = sum;
        });
    }
    return totals;
}
/** The sums of active products, 0 for the others. */
function only(active, sums) {
    return sums.map((column) => {
        const kept = column.slice();
        for (let i = 0; i < kept.length; i++)
            if (active[i] === 0)
                kept[i] = 0;
        return kept;
    });
}
/** The first row after a day, by halving. */
function firstAfter(days, lastDay) {
    let low = 0;
    let high = days.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if ((days[middle] ?? 0) <= lastDay)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
function encodeSums(encode, log, sums) {
    const [first = new Int32Array(), second] = sums;
    const product = new Int32Array(first.length);
    let rows = 0;
    for (let i = 0; i < first.length; i++) {
        if (first[i] !== 0 || (second !== undefined && second[i] !== 0))
            product[rows++] = i;
    }
    const kept = product.subarray(0, rows);
    const bytes = encode([
        { name: 'product', type: 'INT32', data: kept },
        ...logs_1.LOG_COUNTERS[log].map((counter, c) => ({
            name: counter,
            type: 'INT32',
            data: pick(sums[c] ?? product, kept),
        })),
    ]);
    return { bytes, rows };
}
/** The values of a column at these places. */
function pick(column, places) {
    const picked = new Int32Array(places.length);
    for (let i = 0; i < picked.length; i++)
        picked[i] = column[places[i] ?? 0] ?? 0;
    return picked;
}
function assess({ firstProducts }, sums) {
    const [views = new Int32Array()] = sums.product_views;
    const [impressions = new Int32Array(), clicks = new Int32Array()] = sums.ads_views;
    let ctrAbove1 = 0;
    let clicksWithoutImpression = 0;
    let advertisersWithRows = 0;
    firstProducts.forEach((first, i) => {
        let any = 0;
        const end = firstProducts[i + 1] ?? views.length;
        for (let at = first; at < end; at++) {
            const clicked = clicks[at] ?? 0;
            const shown = impressions[at] ?? 0;
            if (clicked > 0 && shown === 0)
                clicksWithoutImpression++;
            else if (clicked > shown)
                ctrAbove1++;
            any |= clicked | shown | (views[at] ?? 0);
        }
        if (any !== 0)
            advertisersWithRows++;
    });
    return { ctrAbove1, clicksWithoutImpression, advertisersWithRows };
}
//# sourceMappingURL=filter-day.js.map