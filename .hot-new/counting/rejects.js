"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RejectList = exports.LISTED_REJECTS = void 0;
exports.addRejects = addRejects;
const record_validation_1 = require("../domain/record-validation");
/** Rejected rows of one object that are listed with their text; further ones are counted only. */
exports.LISTED_REJECTS = 1_000;
/** Longest text of a rejected row that is kept, in bytes before escaping. */
const TEXT_MAX_BYTES = 500;
/** Gathers rejects in the order of their lines. */
class RejectList {
    #counts = {};
    #firstLines = {};
    #listed = [];
    #count = 0;
    get count() {
        return this.#count;
    }
    add(line, reason, bytes) {
        this.#count++;
        this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
        this.#firstLines[reason] ??= line;
        if (this.#listed.length < exports.LISTED_REJECTS)
            this.#listed.push({ line, reason, text: escapeBytes(bytes) });
    }
    report() {
        return {
            rejected: this.#count,
            rejects: this.#counts,
            firstLines: this.#firstLines,
            listed: this.#listed,
        };
    }
}
exports.RejectList = RejectList;
/** Sums counts by reason, in the fixed order of reasons. */
function addRejects(all) {
    const total = {};
    for (const reason of record_validation_1.REJECT_REASONS) {
        const count = all.reduce((sum, one) => sum + (one[reason] ?? 0), 0);
        if (count > 0)
            total[reason] = count;
    }
    return total;
}
function escapeBytes(bytes) {
    let text = '';
    for (const byte of bytes.subarray(0, TEXT_MAX_BYTES)) {
        if (byte === 0x5c)
            text += '\\\\';
        else if (byte >= 0x20 && byte <= 0x7e)
            text += String.fromCharCode(byte);
        else
            text += `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    return bytes.byteLength > TEXT_MAX_BYTES ? `${text}…` : text;
}
//# sourceMappingURL=rejects.js.map