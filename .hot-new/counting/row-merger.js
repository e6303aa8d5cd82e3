"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RowMerger = void 0;
/** Below this share of all products, those of a day are sorted rather than looked for. */
const SPARSE_SHARE = 1 / 16;
/** Adds the counts of several tables up, row by row of the same day and product; memory grows with the rows added. */
class RowMerger {
    #counters;
    #inputs = [];
    /** @param counters how many counters a row has. */
    constructor(counters) {
        this.#counters = counters;
    }
    /**
     * Takes rows in the order of days, and keeps their arrays as its own; `numbers` are their products' common numbers,
     * -1 for those left out.
     */
    add({ day, product, counters }, numbers) {
        const days = [];
        const ends = [];
        let kept = 0;
        for (let row = 0; row < product.length; row++) {
            const number = numbers[product[row] ?? 0] ?? -1;
            if (number === -1)
                continue;
            product[kept] = number;
            for (const counter of counters)
                counter[kept] = counter[row] ?? 0;
            kept++;
            if (day[row] !== days.at(-1)) {
                days.push(day[row] ?? 0);
                ends.push(kept);
            }
            else
                ends[ends.length - 1] = kept;
        }
        // Of a shard little may be left of the whole.
        const fit = (column) => (kept * 2 < column.length ? column.slice(0, kept) : column);
        this.#inputs.push({ days, ends, product: fit(product), counters: counters.map(fit), next: 0 });
    }
    /**
     * The sums, products at the positions of their numbers.
     * @param allocate makes the memory of the result.
     */
    merge(positions, allocate = (length) => new Int32Array(length)) {
        const capacity = this.#inputs.reduce((sum, { ends }) => sum + (ends.at(-1) ?? 0), 0);
        const day = allocate(capacity);
        const product = allocate(capacity);
        const counters = Array.from({ length: this.#counters }, () => allocate(capacity));
        const [only, ...others] = this.#inputs;
        if (only !== undefined && others.length === 0 && placeInOrder(only, positions, product)) {
            only.ends.forEach((end, i) => day.fill(only.days[i] ?? 0, only.ends[i - 1] ?? 0, end));
            counters.forEach((counter, c) => {
                counter.set(only.counters[c]?.subarray(0, capacity) ?? []);
            });
            return { day, product, counters };
        }
        const sums = counters.map(() => new Int32Array(positions.length));
        const touched = new Int32Array(positions.length);
        const seen = new Uint8Array(positions.length);
        let rows = 0;
        for (let today = this.#earliestDay(); today !== undefined; today = this.#earliestDay()) {
            let count = 0;
            for (const input of this.#inputs) {
                if (input.days[input.next] !== today)
                    continue;
                const start = input.ends[input.next - 1] ?? 0;
                const end = input.ends[input.next] ?? start;
                input.next++;
                for (let row = start; row < end; row++) {
                    const position = positions[input.product[row] ?? 0] ?? 0;
                    if (seen[position] !== 0)
                        continue;
                    seen[position] = 1;
                    touched[count++] = position;
                }
                sums.forEach((sum, c) => {
                    addUp(sum, input.counters[c] ?? sum, input.product, positions, start, end);
                });
            }
            const found = inOrder(touched.subarray(0, count), seen);
            day.fill(today, rows, rows + count);
            product.set(found, rows);
            sums.forEach((sum, c) => {
                const counter = counters[c] ?? sum;
                for (let i = 0; i < count; i++) {
                    const position = found[i] ?? 0;
                    counter[rows + i] = sum[position] ?? 0;
                    sum[position] = 0;
                }
            });
            for (const position of found)
                seen[position] = 0;
            rows += count;
        }
        const cut = (column) => column.subarray(0, rows);
        return { day: cut(day), product: cut(product), counters: counters.map(cut) };
    }
    #earliestDay() {
        let earliest;
        for (const { days, next } of this.#inputs) {
            const candidate = days[next];
            if (candidate !== undefined && (earliest === undefined || candidate < earliest))
                earliest = candidate;
        }
        return earliest;
    }
}
exports.RowMerger = RowMerger;
/** Fills in the positions of a table's products; false where they do not ascend on each day, as those of its own order do. */
function placeInOrder({ ends, product }, positions, places) {
    let row = 0;
    for (const end of ends) {
        for (let last = -1; row < end; row++) {
            const place = positions[product[row] ?? 0] ?? 0;
            if (place <= last)
                return false;
            places[row] = place;
            last = place;
        }
    }
    return true;
}
function addUp(sums, counter, product, positions, start, end) {
    for (let row = start; row < end; row++) {
        const position = positions[product[row] ?? 0] ?? 0;
        sums[position] = (sums[position] ?? 0) + (counter[row] ?? 0);
    }
}
/** The positions that were seen, ascending; `seen` has 1 at each of them. */
function inOrder(touched, seen) {
    if (touched.length < seen.length * SPARSE_SHARE)
        return touched.sort();
    let count = 0;
    for (let position = 0; position < seen.length; position++) {
        if (seen[position] === 1)
            touched[count++] = position;
    }
    return touched;
}
//# sourceMappingURL=row-merger.js.map