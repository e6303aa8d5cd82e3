import { LRUCache } from 'lru-cache';

/** The window of a limit. */
const WINDOW_MS = 60_000;
/** Callers counted at once. Beyond it, the least recent caller is forgotten. */
const MAX_CALLERS = 100_000;

/** A caller's use of its limit, this request included. */
export interface Taken {
  readonly allowed: boolean;
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Until the caller's window ends, 1 to 60. */
  readonly resetSeconds: number;
}

/** Counts requests by caller. */
export interface RateLimiter {
  /** Counts one request of a caller. */
  take(caller: string): Taken;
}

/** What a limiter is made of. */
interface RateLimiterOptions {
  readonly limitPerMinute: number;
  readonly maxCallers?: number;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

interface Counter {
  count: number;
  endsAtMs: number;
}

/**
 * A limiter in fixed windows, each caller's from its first request on: up to twice the limit can pass within a minute
 * that spans two of them. It counts for this process alone.
 */
export function createRateLimiter({
  limitPerMinute,
  maxCallers = MAX_CALLERS,
  now = () => performance.now(),
}: RateLimiterOptions): RateLimiter {
  const counters = new LRUCache<string, Counter>({ max: maxCallers });
  const counterOf = (caller: string, nowMs: number): Counter => {
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
      if (allowed) counter.count++;
      return {
        allowed,
        limit: limitPerMinute,
        remaining: limitPerMinute - counter.count,
        resetSeconds: Math.ceil((counter.endsAtMs - nowMs) / 1_000),
      };
    },
  };
}

/** The headers that tell a caller its remaining limit (draft-ietf-httpapi-ratelimit-headers-06), names and values in turn. */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: Taken): readonly string[] {
  return [
    'RateLimit-Limit',
    String(limit),
    'RateLimit-Remaining',
    String(remaining),
    'RateLimit-Reset',
    String(resetSeconds),
  ];
}
