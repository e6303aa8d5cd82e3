"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Problem = void 0;
const problems_1 = require("./contract/problems");
/** When a caller may ask again after a 503. */
const RETRY_AFTER_SECONDS = 5;
/** An answer that is an error, as `application/problem+json` (RFC 9457). */
class Problem extends Error {
    detail;
    name = 'Problem';
    kind;
    errors;
    #retryAfterSeconds;
    constructor(kind, detail, more = {}) {
        super(`${problems_1.PROBLEMS[kind].title}: ${detail}`);
        this.detail = detail;
        this.kind = kind;
        this.errors = more.errors;
        this.#retryAfterSeconds = more.retryAfterSeconds;
    }
    get status() {
        return problems_1.PROBLEMS[this.kind].status;
    }
    /** When to try again; undefined where that is no help. */
    get retryAfterSeconds() {
        return this.#retryAfterSeconds ?? (this.status === 503 ? RETRY_AFTER_SECONDS : undefined);
    }
    /** What is sent. */
    get body() {
        const { status, detail, errors } = this;
        const { title } = problems_1.PROBLEMS[this.kind];
        return { type: 'about:blank', title, status, detail, ...(errors === undefined ? {} : { errors }) };
    }
}
exports.Problem = Problem;
//# sourceMappingURL=problem.js.map