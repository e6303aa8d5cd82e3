"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Shuffler = void 0;
const uniformInt_1 = require("pure-rand/distribution/uniformInt");
/** Shuffles the numbers 0 to `count - 1`, again and again in the same memory. */
class Shuffler {
    #count;
    #leaves;
    /** A binary tree over the numbers, its root at 1, with how many each node still has; `#full` has it untouched. */
    #remaining;
    #full;
    constructor(count) {
        this.#count = count;
        this.#leaves = 2 ** (32 - Math.clz32(count - 1));
        this.#full = new Uint32Array(2 * this.#leaves).fill(1, this.#leaves, this.#leaves + count);
        for (let node = this.#leaves - 1; node > 0; node -= 1) {
            this.#full[node] = (this.#full[2 * node] ?? 0) + (this.#full[2 * node + 1] ?? 0);
        }
        this.#remaining = new Uint32Array(this.#full.length);
    }
    /** Writes all numbers into `target` from `offset` on, in an order that `random` decides. */
    shuffle(random, target, offset) {
        this.#remaining.set(this.#full);
        for (let left = this.#count; left > 0; left -= 1) {
            target[offset + this.#count - left] = this.#take((0, uniformInt_1.uniformInt)(random, 0, left - 1));
        }
    }
    /** Takes the remaining number that `skipped` smaller ones remain before. */
    #take(skipped) {
        const remaining = this.#remaining;
        let node = 1;
        let before = skipped;
        remaining[node] = (remaining[node] ?? 0) - 1;
        while (node < this.#leaves) {
            node *= 2;
            const here = remaining[node] ?? 0;
            if (before >= here) {
                before -= here;
                node += 1;
            }
            remaining[node] = (remaining[node] ?? 0) - 1;
        }
        return node - this.#leaves;
    }
}
exports.Shuffler = Shuffler;
//# sourceMappingURL=shuffler.js.map