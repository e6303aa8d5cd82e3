"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createRateLimiter = createRateLimiter;
exports.rateLimitHeaders = rateLimitHeaders;
const lru_cache_1 = require("lru-cache");
/** The window of a limit. */
const WINDOW_MS = 60_000;
/** Callers counted at once. Beyond it, whoever asked longest ago starts anew. */
const MAX_CALLERS = 100_000;
/**
 * A limiter in fixed windows, each caller's from its first request on: up to twice the limit can pass within a minute
 * that spans two of them. It counts for this process alone.
 */
function createRateLimiter({ limitPerMinute, maxCallers = MAX_CALLERS, now = () => performance.now(), }) {
    const counters = new lru_cache_1.LRUCache({ max: maxCallers });
    const counterOf = (caller, nowMs) => {
        const counter = counters.get(caller);
        if (counter === undefined) {
            const first = { count: 0, endsAtMs: nowMs + WINDOW_MS };
            counters.set(caller, first);
            return first;
        }
        if (nowMs >= counter.endsAtMs) {
            counter.count = 0;
            counter.endsAtMs = nowMs + WINDOW_MS;
        }
        return counter;
    };
    return {
        take: (caller) => {
            const nowMs = Math.floor(now());
            const counter = counterOf(caller, nowMs);
            const allowed = counter.count < limitPerMinute;
            if (allowed)
                counter.count++;
            return {
                allowed,
                limit: limitPerMinute,
                remaining: limitPerMinute - counter.count,
                resetSeconds: Math.ceil((counter.endsAtMs - nowMs) / 1_000),
            };
        },
    };
}
/** The headers that tell a caller where it stands (draft-ietf-httpapi-ratelimit-headers-06), names and values in turn. */
function rateLimitHeaders({ limit, remaining, resetSeconds }) {
    return [
        'RateLimit-Limit',
        String(limit),
        'RateLimit-Remaining',
        String(remaining),
        'RateLimit-Reset',
        String(resetSeconds),
    ];
}
//# sourceMappingURL=rate-limit.js.map