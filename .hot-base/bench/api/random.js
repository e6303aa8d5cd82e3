"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.drawn = drawn;
exports.shuffled = shuffled;
/** As many of `values` as asked for, each at random, some more than once. */
function drawn(values, count) {
    return Array.from({ length: count }, () => values[Math.floor(Math.random() * values.length)]).filter((value) => value !== undefined);
}
/** All of `values` in random order. */
function shuffled(values) {
    return values
        .map((value) => ({ value, key: Math.random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value);
}
//# sourceMappingURL=random.js.map