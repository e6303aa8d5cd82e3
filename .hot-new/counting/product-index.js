"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ProductIndex = void 0;
const shards_1 = require("./shards");
/**
 * Numbers the products of several tables alike. Tables are in order, as a rule: each product is then found beside the
 * one before it. Any other order costs more, and gives the same.
 */
class ProductIndex {
    #shard;
    #byAdvertiser = new Map();
    #size = 0;
    /** @param shard advertisers outside it get no numbers. */
    constructor(shard = shards_1.WHOLE) {
        this.#shard = shard;
    }
    /** Different products so far. */
    get size() {
        return this.#size;
    }
    /** By product of a table, or of a part of one: puts its number here, -1 outside the shard, into `numbers`. */
    number({ advertiserIds, productIds }, numbers) {
        for (let start = 0, end = 0; start < productIds.length; start = end) {
            const advertiserId = advertiserIds[start] ?? '';
            while (end < productIds.length && advertiserIds[end] === advertiserId)
                end++;
            const known = this.#productsOf(advertiserId);
            if (known === undefined)
                numbers.fill(-1, start, end);
            else
                while (start < end)
                    start = this.#numberRun(known, productIds, start, end, numbers);
        }
    }
    /** All products in order, and by number the position of the product in that order. */
    sort() {
        const advertiserIds = [];
        const productIds = [];
        const positions = new Int32Array(this.#size);
        for (const advertiserId of [...this.#byAdvertiser.keys()].sort()) {
            const { ids, numbers } = this.#byAdvertiser.get(advertiserId) ?? { ids: [], numbers: [] };
            for (const number of numbers) {
                positions[number] = advertiserIds.length;
                advertiserIds.push(advertiserId);
            }
            for (const id of ids)
                productIds.push(id);
        }
        return { products: { advertiserIds, productIds }, positions };
    }
    #productsOf(advertiserId) {
        const known = this.#byAdvertiser.get(advertiserId);
        if (known !== undefined)
            return known;
        const { shard, shards } = this.#shard;
        if ((0, shards_1.shardOf)(advertiserId, shards) !== shard)
            return undefined;
        const none = { ids: [], numbers: [] };
        this.#byAdvertiser.set(advertiserId, none);
        return none;
    }
    /** Merges ids that ascend from `start` on into the known ones; returns where they no longer do. */
    #numberRun(known, productIds, start, end, numbers) {
        const { ids, numbers: knownNumbers } = known;
        const merged = { ids: [], numbers: [] };
        /** Known ids before it are in `merged`, if there is any new one. */
        let copied = 0;
        let at = 0;
        let i = start;
        for (; i < end; i++) {
            const id = productIds[i] ?? '';
            if (i > start && (productIds[i - 1] ?? '') >= id)
                break;
            while (at < ids.length && (ids[at] ?? '') < id)
                at++;
            if (ids[at] === id) {
                numbers[i] = knownNumbers[at++] ?? -1;
                continue;
            }
            for (; copied < at; copied++)
                keep(merged, ids[copied] ?? '', knownNumbers[copied] ?? -1);
            numbers[i] = this.#size;
            keep(merged, id, this.#size++);
        }
        if (merged.ids.length > 0) {
            for (; copied < ids.length; copied++)
                keep(merged, ids[copied] ?? '', knownNumbers[copied] ?? -1);
            known.ids = merged.ids;
            known.numbers = merged.numbers;
        }
        return i;
    }
}
exports.ProductIndex = ProductIndex;
function keep(known, id, number) {
    known.ids.push(id);
    known.numbers.push(number);
}
//# sourceMappingURL=product-index.js.map