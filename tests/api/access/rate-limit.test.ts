import { createRateLimiter, rateLimitHeaders } from '../../../api/access/rate-limit';

let nowMs: number;
const now = () => nowMs;

beforeEach(() => {
  nowMs = 123_456.7;
});

it('lets through what the limit says in a minute, and no more', () => {
  const { take } = createRateLimiter({ limitPerMinute: 3, now });
  expect([1, 2, 3, 4, 5].map(() => take('A'))).toEqual([
    { allowed: true, limit: 3, remaining: 2, resetSeconds: 60 },
    { allowed: true, limit: 3, remaining: 1, resetSeconds: 60 },
    { allowed: true, limit: 3, remaining: 0, resetSeconds: 60 },
    { allowed: false, limit: 3, remaining: 0, resetSeconds: 60 },
    { allowed: false, limit: 3, remaining: 0, resetSeconds: 60 },
  ]);
});

it('counts each caller by itself', () => {
  const { take } = createRateLimiter({ limitPerMinute: 1, now });
  expect(take('A').allowed).toBe(true);
  expect(take('B').allowed).toBe(true);
  expect(take('A').allowed).toBe(false);
});

it("starts anew a minute after a window's first request, and not before", () => {
  const { take } = createRateLimiter({ limitPerMinute: 1, now });
  take('A');
  nowMs += 59_001;
  expect(take('A')).toMatchObject({ allowed: false, resetSeconds: 1 });
  nowMs += 998;
  expect(take('A')).toMatchObject({ allowed: false, resetSeconds: 1 });
  nowMs += 1;
  expect(take('A')).toEqual({ allowed: true, limit: 1, remaining: 0, resetSeconds: 60 });
  expect(take('A').allowed).toBe(false);
});

// Fails when refused requests extend the wait of a caller that keeps asking.
it('lets a caller that never stops asking in again, once a minute', () => {
  const { take } = createRateLimiter({ limitPerMinute: 1, now });
  let allowed = 0;
  for (let second = 0; second < 300; second++) {
    if (take('A').allowed) allowed++;
    nowMs += 1_000;
  }
  expect(allowed).toBe(5);
});

it('remembers a bounded number of callers, those that asked last', () => {
  const { take } = createRateLimiter({ limitPerMinute: 1, maxCallers: 100, now });
  take('busy');
  for (let i = 0; i < 10_000; i++) {
    take(`address ${String(i)}`);
    expect(take('busy').allowed).toBe(false);
  }
  expect(take('address 9999').allowed).toBe(false);
  expect(take('address 0').allowed).toBe(true);
});

it('writes the headers of the answer', () => {
  expect(rateLimitHeaders({ allowed: true, limit: 60_000, remaining: 59_999, resetSeconds: 60 })).toEqual([
    ...['RateLimit-Limit', '60000'],
    ...['RateLimit-Remaining', '59999'],
    ...['RateLimit-Reset', '60'],
  ]);
});
