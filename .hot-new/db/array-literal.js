"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.arrayLiteral = arrayLiteral;
/** Nothing but `\"` and `\\` is escaped: those two mean the same in JSON and in an array's text. */
const SHARED_ESCAPES = /^(?:[^\\]|\\["\\])*$/;
/**
 * A JSON array of numbers, or of texts without control characters, as the text of a Postgres array.
 *
 * @throws Error when the text has anything else escaped.
 * @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
function arrayLiteral(json) {
    if (json.includes('\\') && !SHARED_ESCAPES.test(json)) {
        throw new Error(`an id has a control character: ${json}`);
    }
    return `{${json.slice(1, -1)}}`;
}
//# sourceMappingURL=array-literal.js.map