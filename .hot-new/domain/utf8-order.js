"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.compareUtf8 = compareUtf8;
/**
 * Compares two strings by the bytes of their UTF-8 form, as `COLLATE "C"` does in Postgres.
 *
 * UTF-16 code units sort differently from UTF-8 bytes only where a surrogate meets a unit from U+E000 on:
 * moving the surrogates above those restores the order (Unicode Standard, "Binary Order").
 */
function compareUtf8(left, right) {
    const shared = Math.min(left.length, right.length);
    for (let i = 0; i < shared; i++) {
        const a = left.charCodeAt(i);
        const b = right.charCodeAt(i);
        if (a !== b)
            return codePointRank(a) - codePointRank(b);
    }
    return left.length - right.length;
}
function codePointRank(unit) {
    if (unit < 0xd800)
        return unit;
    return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
//# sourceMappingURL=utf8-order.js.map