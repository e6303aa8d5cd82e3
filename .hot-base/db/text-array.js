"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.textArray = textArray;
const TEXT_OID = 25;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
/**
 * Texts as one value of type text[] in Postgres' binary format, which needs no escapes and is not parsed. The driver sends
 * it as it is; the statement has to say `::text[]`.
 *
 * @see https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/arrayfuncs.c array_recv
 */
function textArray(texts) {
    const bytes = texts.reduce((sum, text) => sum + LENGTH_BYTES + Buffer.byteLength(text), HEADER_BYTES);
    const array = Buffer.allocUnsafe(bytes);
    // Dimensions, no nulls, the type of the elements; then of the one dimension: its length, and the index of its first element.
    let at = 0;
    for (const field of [1, 0, TEXT_OID, texts.length, 1])
        at = array.writeInt32BE(field, at);
    for (const text of texts) {
        const length = array.write(text, at + LENGTH_BYTES);
        array.writeInt32BE(length, at);
        at += LENGTH_BYTES + length;
    }
    return array;
}
//# sourceMappingURL=text-array.js.map