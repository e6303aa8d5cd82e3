"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CountsCache = void 0;
const lake_keys_1 = require("../storage/lake-keys");
const shared_counts_1 = require("./shared-counts");
/** Memory for counts and products that are kept for the next date. */
const CACHE_BYTES = 192 * 1024 * 1024;
/** Keeps in memory what many dates need alike: dates that run side by side load it once. */
class CountsCache {
    #tasks;
    /** Least recently used first. */
    #entries = new Map();
    /** Ends when the last date has ended that works through more than one shard. */
    #turn = Promise.resolve();
    constructor(tasks) {
        this.#tasks = tasks;
    }
    /**
     * Calls `visit` with each shard of the counts of these objects, one after the other. Where there are several, dates
     * take turns, so that all of them work on the same one.
     */
    async eachShard(objects, visit) {
        const fewest = (0, shared_counts_1.inputShards)(objects);
        const whole = fewest === 1 ? await this.#counts(objects, { shard: 0, shards: 1 }) : null;
        if (whole !== null)
            return visit(whole, 0);
        const turn = this.#turn.then(() => this.#visitShards(objects, Math.max(2, fewest), visit));
        this.#turn = turn.catch(() => undefined);
        return turn;
    }
    async #visitShards(objects, fewest, visit) {
        let shards = fewest;
        while ((await this.#counts(objects, { shard: 0, shards })) === null)
            shards *= 2;
        for (let shard = 0; shard < shards; shard++) {
            const loaded = await this.#counts(objects, { shard, shards });
            if (loaded === null)
                throw new Error(`shard ${String(shard)} of ${String(shards)} is too large`);
            await visit(loaded, shard);
        }
    }
    /** Products that some worker has written down. */
    async products(file) {
        const loaded = (await this.#entries.get(countsEntry(file.key))?.value);
        if (loaded !== undefined && loaded !== null)
            return loaded.counts.products;
        return this.#get(`products ${file.key}`, shared_counts_1.sizeOfProducts, () => this.#tasks.run('loadProducts', { file, id: file.key }));
    }
    #counts(objects, shard) {
        const key = (0, lake_keys_1.productsKey)((0, shared_counts_1.nameInputs)(objects), shard.shard, shard.shards);
        const inputs = objects.map(({ log, parts }) => ({ log, parts }));
        return this.#get(countsEntry(key), (loaded) => (loaded === null ? 0 : (0, shared_counts_1.sizeOfCounts)(loaded.counts)), () => this.#tasks.run('loadCounts', { objects: inputs, shard, productsKey: key }));
    }
    /** Loads on behalf of everybody: no caller's abort ends it. */
    #get(key, sizeOf, load) {
        const known = this.#entries.get(key);
        if (known !== undefined) {
            this.#entries.delete(key);
            this.#entries.set(key, known);
            return known.value;
        }
        const value = load();
        const entry = { value, bytes: 0 };
        this.#entries.set(key, entry);
        value.then((loaded) => {
            entry.bytes = sizeOf(loaded);
            this.#shrink(entry);
        }, () => this.#entries.delete(key));
        return value;
    }
    #shrink(newest) {
        let total = [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
        for (const [key, entry] of this.#entries) {
            if (total <= CACHE_BYTES)
                return;
            if (entry === newest || entry.bytes === 0)
                continue;
            this.#entries.delete(key);
            total -= entry.bytes;
        }
    }
}
exports.CountsCache = CountsCache;
function countsEntry(key) {
    return `counts ${key}`;
}
//# sourceMappingURL=counts-cache.js.map