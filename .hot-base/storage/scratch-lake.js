"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ScratchLake = void 0;
const lake_1 = require("./lake");
const lake_keys_1 = require("./lake-keys");
/** A lake whose logs are read where they are, and in which all else is kept somewhere else: the lake itself is never written to. */
class ScratchLake {
    #lake;
    #scratch;
    constructor(lake, scratch) {
        this.#lake = lake;
        this.#scratch = scratch;
    }
    get url() {
        return this.#lake.url;
    }
    head(key, options) {
        return this.#of(key).head(key, options);
    }
    list(prefix, options) {
        return this.#of(prefix).list(prefix, options);
    }
    read(key, options) {
        return this.#of(key).read(key, options);
    }
    readPieces(key, space, options) {
        return this.#of(key).readPieces(key, space, options);
    }
    async write(key, body, options) {
        if (key.startsWith(lake_keys_1.INPUT_PREFIX))
            throw new lake_1.LakeRefusedError(`${key}: this lake is only read`);
        return this.#scratch.write(key, body, options);
    }
    close() {
        this.#lake.close();
        this.#scratch.close();
    }
    #of(key) {
        return key.startsWith(lake_keys_1.INPUT_PREFIX) ? this.#lake : this.#scratch;
    }
}
exports.ScratchLake = ScratchLake;
//# sourceMappingURL=scratch-lake.js.map