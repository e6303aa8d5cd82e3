import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { describeFault, mayPass } from './s3-faults';

type Strategy = Extract<S3ClientConfig['retryStrategy'], { acquireInitialRetryToken: unknown }>;
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;
type RetryInfo = Parameters<Strategy['refreshRetryTokenForRetry']>[1];

/** How long a call that fails is tried again: until it has had the attempts, and until the time is over. */
export interface RetryLimits {
  readonly attempts: number;
  readonly forMs: number;
}

/** A step of a run: Temporal tries it again as a whole. */
export const STEP_RETRIES: RetryLimits = { attempts: 5, forMs: 0 };
/** A command, which is not started again by itself. */
export const COMMAND_RETRIES: RetryLimits = { attempts: 2, forMs: 20_000 };

const FIRST_DELAY_MS = 100;
const FIRST_DELAY_WHEN_THROTTLED_MS = 500;
const MAX_DELAY_MS = 4_000;
/** Enough to reach the longest delay. */
const MAX_DOUBLINGS = 6;
/** The longest pause that a server can ask for. */
const MAX_ASKED_DELAY_MS = 5_000;
/** Waiting is told of after so long, and each time that it has gone on for so long. */
const TELL_EVERY_MS = 3_000;

/**
 * Gives each call its own attempts. The SDK's own strategies take all retries of a client out of one budget, which is
 * spent after about eight failing calls: from then on nothing is tried again, even when the server is well.
 */
export class RetryEachCall implements Strategy {
  readonly #limits: RetryLimits;
  readonly #onWaiting: (fault: string) => void;
  #toldAtMs = -Infinity;

  /** @param onWaiting told now and then what a call waits for. */
  constructor(limits: RetryLimits, onWaiting: (fault: string) => void = () => undefined) {
    this.#limits = limits;
    this.#onWaiting = onWaiting;
  }

  acquireInitialRetryToken(): Promise<Token> {
    return Promise.resolve(new CallToken(0, 0, performance.now()));
  }

  /** The SDK waits for the delay of the token; an abort ends that. */
  refreshRetryTokenForRetry(token: Token, info: RetryInfo): Promise<Token> {
    const nowMs = performance.now();
    const begunAtMs = token instanceof CallToken ? token.begunAtMs : nowMs;
    const count = token.getRetryCount() + 1;
    const { attempts, forMs } = this.#limits;
    const isThrottled = info.errorType === 'THROTTLING';
    const delayMs = delayFor(count, isThrottled, info.retryAfterHint);
    const mayGoOn = count < attempts || nowMs + delayMs - begunAtMs < forMs;
    const isWorthIt = isThrottled || info.errorType === 'TRANSIENT' || mayPass(info.error);
    if (!isWorthIt || !mayGoOn) return Promise.reject(new Error('no further attempt'));
    if (nowMs + delayMs - begunAtMs > TELL_EVERY_MS && nowMs - this.#toldAtMs > TELL_EVERY_MS) {
      this.#toldAtMs = nowMs;
      this.#onWaiting(describeFault(info.error));
    }
    return Promise.resolve(new CallToken(count, delayMs, begunAtMs));
  }

  recordSuccess(): void {
    // No budget is filled up again.
  }
}

class CallToken implements Token {
  constructor(
    private readonly count: number,
    private readonly delayMs: number,
    readonly begunAtMs: number,
  ) {}

  getRetryCount(): number {
    return this.count;
  }

  getRetryDelay(): number {
    return this.delayMs;
  }
}

/** Twice as long each time, at random between half of it and all: callers do not come back at one moment. */
function delayFor(count: number, isThrottled: boolean, askedFor: Date | undefined): number {
  const first = isThrottled ? FIRST_DELAY_WHEN_THROTTLED_MS : FIRST_DELAY_MS;
  const longest = Math.min(MAX_DELAY_MS, first * (1 << Math.min(count - 1, MAX_DOUBLINGS)));
  const ownMs = Math.ceil(longest * (0.5 + Math.random() / 2));
  const askedMs = askedFor === undefined ? 0 : askedFor.getTime() - Date.now();
  return Math.max(ownMs, Math.min(askedMs, MAX_ASKED_DELAY_MS));
}
