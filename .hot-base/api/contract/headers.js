"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PROBLEM_HEADERS = exports.ETAG_HEADER = exports.LIMIT_HEADERS = exports.REQUEST_ID_HEADER = void 0;
const integer = { type: 'integer', minimum: 0 };
/** On every answer. */
exports.REQUEST_ID_HEADER = {
    'X-Request-Id': {
        description: "The request's id in the service's log: the one that was sent, or a new one.",
        required: true,
        schema: { type: 'string', minLength: 1 },
    },
};
/** On every answer to callers, where there is a limit. */
exports.LIMIT_HEADERS = {
    'RateLimit-Limit': { description: 'Requests that may be sent in a minute.', schema: integer },
    'RateLimit-Remaining': { description: 'Requests left in this minute.', schema: integer },
    'RateLimit-Reset': { description: 'Seconds to the next minute.', schema: integer },
};
/** On answers that can be asked for again. */
exports.ETAG_HEADER = {
    ETag: { description: 'Changes with the bytes of the answer; strong.', schema: { type: 'string' } },
};
const RETRY_AFTER = {
    'Retry-After': { description: 'Seconds to wait before the next try.', required: true, schema: integer },
};
/** By status: on errors that say what would do instead. */
exports.PROBLEM_HEADERS = {
    401: {
        'WWW-Authenticate': {
            description: 'How to send a key.',
            required: true,
            schema: { type: 'string', enum: ['Bearer'] },
        },
    },
    405: {
        Allow: { description: 'The methods that the path has.', required: true, schema: { type: 'string' } },
    },
    429: RETRY_AFTER,
    503: RETRY_AFTER,
};
//# sourceMappingURL=headers.js.map