"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createAnswer = createAnswer;
exports.createPageAnswer = createPageAnswer;
const node_crypto_1 = require("node:crypto");
/** Makes an answer of a value, as JSON. */
function createAnswer(value, about) {
    return answerOf('json', JSON.stringify(value), about);
}
/** Makes an answer of the HTML of a page. */
function createPageAnswer(html, about) {
    return answerOf('page', html, about);
}
function answerOf(form, text, about) {
    const body = Buffer.from(text);
    const etag = `"${(0, node_crypto_1.hash)('sha256', body, 'base64url').slice(0, 22)}"`;
    // A text that was put together is slow to check and to write, each time anew: this one is of one piece.
    return { ...about, form, body, etag: Buffer.from(etag).toString('latin1') };
}
//# sourceMappingURL=answer.js.map