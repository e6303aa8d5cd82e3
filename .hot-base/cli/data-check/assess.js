"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.assess = assess;
const counts_cache_1 = require("../../counting/counts-cache");
const counts_files_1 = require("../../counting/counts-files");
const shared_counts_1 = require("../../counting/shared-counts");
const logs_1 = require("../../domain/logs");
const utf8_order_1 = require("../../domain/utf8-order");
const lake_keys_1 = require("../../storage/lake-keys");
const report_1 = require("./report");
/** The last day that there is: every row is kept. */
const LAST_DAY = '9999-12-31';
/** Adds the objects up as a run does, and tells what is odd about the rows of active advertisers. */
async function assess(lake, tasks, objects, active, signal) {
    const silent = new Set(active);
    const clicked = [];
    const total = { rowsKept: 0, clicksWithoutImpression: 0, ctrAbove1: 0 };
    await new counts_cache_1.CountsCache(tasks).eachShard(objects, async ({ counts }, shard) => {
        const owner = { executionDate: LAST_DAY, runId: 'here', step: 'filter', attempt: 1 };
        const keys = {
            product_views: (0, lake_keys_1.intermediateKey)(owner, `product_views-${String(shard)}`),
            ads_views: (0, lake_keys_1.intermediateKey)(owner, `ads_views-${String(shard)}`),
        };
        const input = { counts, date: LAST_DAY, activeAdvertisers: [...active], keys };
        const day = await tasks.run('filterDay', input, { signal });
        total.rowsKept += day.rowsKept;
        total.clicksWithoutImpression += day.clicksWithoutImpression;
        total.ctrAbove1 += day.ctrAbove1;
        const products = (0, shared_counts_1.nameProducts)(counts.products);
        const advertiserOf = advertisersByProduct(products);
        for (const log of logs_1.EVENT_LOGS) {
            const { product, counters } = await (0, counts_files_1.readSums)(lake, log, day.sums[log]);
            product.forEach((one, row) => {
                const advertiser = advertiserOf(one);
                silent.delete(advertiser);
                const [impressions = 0, clicks = 0] = counters.map((counter) => counter[row] ?? 0);
                if (log !== 'ads_views' || impressions > 0 || clicked.length >= report_1.NAMED_IDS)
                    return;
                clicked.push({ advertiser_id: advertiser, product_id: products.productIds[one] ?? '', clicks });
            });
        }
    });
    return {
        rows_of_active_advertisers: total.rowsKept,
        advertisers_without_rows: {
            count: silent.size,
            first: [...silent].sort(utf8_order_1.compareUtf8).slice(0, report_1.NAMED_IDS),
        },
        clicks_without_impressions: { count: total.clicksWithoutImpression, first: clicked },
        ctr_above_1: total.ctrAbove1,
    };
}
/** Tells the advertiser of a product, by its number. */
function advertisersByProduct(products) {
    const { advertiserIds, firstProducts, productIds } = products;
    const owners = new Int32Array(productIds.length);
    firstProducts.forEach((first, advertiser) => {
        owners.fill(advertiser, first, firstProducts[advertiser + 1] ?? owners.length);
    });
    return (product) => advertiserIds[owners[product] ?? 0] ?? '';
}
//# sourceMappingURL=assess.js.map