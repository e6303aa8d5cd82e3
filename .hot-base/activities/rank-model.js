"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createRankModel = createRankModel;
const lake_keys_1 = require("../storage/lake-keys");
const step_1 = require("./step");
/** The second step of a run, once for each model: ranks each advertiser's products and writes the lists to the lake. */
function createRankModel(deps, model) {
    return (input) => (0, step_1.runStep)(`rank-${model.slug}`, input.executionDate, async ({ owner, signal, progress }) => {
        const lists = [];
        let advertisers = 0;
        let entries = 0;
        for (const [shard, { products, sums }] of input.shards.entries()) {
            const name = shard === 0 ? model.slug : `${model.slug}-${String(shard)}`;
            const ranked = await deps.tasks.run('rankLists', {
                model: model.name,
                products: await deps.counts.products(products),
                sums,
                key: (0, lake_keys_1.intermediateKey)({ executionDate: input.executionDate, ...owner }, name),
            }, { signal });
            lists.push(ranked.lists);
            advertisers += ranked.advertisers;
            entries += ranked.entries;
            progress({ advertisers, shards: shard + 1, of: input.shards.length });
        }
        return { model: model.name, advertisers, entries, lists };
    });
}
//# sourceMappingURL=rank-model.js.map