"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Latencies = void 0;
const STEPS_PER_MS = 100;
const LONGEST_MS = 20_000;
/** Latencies, counted in steps of 10 µs; those above 20 s count as 20 s. */
class Latencies {
    #counts = new Uint32Array(LONGEST_MS * STEPS_PER_MS + 1);
    #total = 0;
    /** Counts one. */
    record(ms) {
        const step = Math.min(Math.floor(ms * STEPS_PER_MS), this.#counts.length - 1);
        this.#counts[step] = (this.#counts[step] ?? 0) + 1;
        this.#total++;
    }
    /** The latency in milliseconds that this share of all did not exceed; NaN of none. */
    percentile(share) {
        if (this.#total === 0)
            return NaN;
        let left = Math.ceil(share * this.#total);
        const step = this.#counts.findIndex((count) => (left -= count) <= 0);
        return (step + 1) / STEPS_PER_MS;
    }
}
exports.Latencies = Latencies;
//# sourceMappingURL=latencies.js.map