"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.rankLists = rankLists;
const models_1 = require("../domain/models");
const counts_files_1 = require("./counts-files");
const filter_day_1 = require("./filter-day");
const list_files_1 = require("./list-files");
/** Ranks each advertiser's products with a model, and writes the lists to the lake. */
async function rankLists(lake, input) {
    const model = (0, models_1.findModel)(input.model);
    if (model === undefined)
        throw new Error(`no such model: ${input.model}`);
    const { advertiserIds, productIds, firstProducts } = (0, filter_day_1.namedProducts)(input.products);
    const sums = await sumsOf(lake, model, input.sums, productIds.length);
    const lists = [];
    advertiserIds.forEach((advertiserId, i) => {
        const counted = [];
        const end = firstProducts[i + 1] ?? productIds.length;
        for (let product = firstProducts[i] ?? end; product < end; product++) {
            const views = sums.views[product] ?? 0;
            const impressions = sums.impressions[product] ?? 0;
            const clicks = sums.clicks[product] ?? 0;
            if ((views | impressions | clicks) === 0)
                continue;
            counted.push({ productId: productIds[product] ?? '', views, impressions, clicks });
        }
        const ranked = model.rank(counted);
        if (ranked.length === 0)
            return;
        lists.push({
            advertiserId,
            productIds: ranked.map(({ productId }) => productId),
            metrics: Object.fromEntries(model.metrics.map(({ name }) => [name, ranked.map(({ metrics }) => metrics[name] ?? 0)])),
        });
    });
    return {
        lists: await (0, list_files_1.writeLists)(lake, input.key, model, lists),
        advertisers: lists.length,
        entries: lists.reduce((sum, { productIds: { length } }) => sum + length, 0),
    };
}
/** By counter and product; counters of logs that the model does not need are 0. */
async function sumsOf(lake, model, files, products) {
    const zeros = new Int32Array(products);
    const sums = { views: zeros, impressions: zeros, clicks: zeros };
    for (const log of model.logs) {
        const { product, counters } = await (0, counts_files_1.readSums)(lake, log, files[log]);
        const spread = (counter) => {
            const column = new Int32Array(products);
            if (counter === undefined)
                return column;
            for (let i = 0; i < product.length; i++)
                column[product[i] ?? 0] = counter[i] ?? 0;
            return column;
        };
        if (log === 'product_views')
            sums.views = spread(counters[0]);
        else {
            sums.impressions = spread(counters[0]);
            sums.clicks = spread(counters[1]);
        }
    }
    return sums;
}
//# sourceMappingURL=rank-lists.js.map