"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.MarkCheck = void 0;
const model_1 = require("../../domain/models/model");
const marks_1 = require("./marks");
/** Looks at answers while lists are published again: each must be whole, and of one publication throughout. */
class MarkCheck {
    #lastSeenAt = new Map();
    firstError;
    /** Tells whether an answer is right. */
    check(body) {
        const mark = markIn(body);
        if (mark === undefined) {
            this.firstError ??= `an answer is not whole, or not of one mark: ${body}`;
            return false;
        }
        this.#lastSeenAt.set(mark, Date.now());
        return true;
    }
    /** The marks that were seen, in order. */
    get marks() {
        return [...this.#lastSeenAt]
            .map(([mark, lastSeenAt]) => ({ mark, lastSeenAt }))
            .sort((a, b) => a.mark - b.mark);
    }
}
exports.MarkCheck = MarkCheck;
/** The mark of an answer; undefined when it is not whole or of more than one publication. */
function markIn(body) {
    try {
        const { published_at, recommendations } = JSON.parse(body);
        const mark = (0, marks_1.markOfInstant)(published_at);
        const isWhole = recommendations.length === model_1.LIST_LENGTH &&
            recommendations.every(({ rank, product_id }, i) => rank === i + 1 && (0, marks_1.markOfProduct)(product_id) === mark);
        return isWhole ? mark : undefined;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=mark-check.js.map