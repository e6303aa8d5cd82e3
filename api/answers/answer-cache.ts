import { LRUCache } from 'lru-cache';
import type { CalendarDay } from '../../domain/execution-date';
import type { SharedAnswer } from './answer';

/** What an entry takes besides its bytes, about. */
const ENTRY_BYTES = 512;

/** What a cache may hold, and when it may not. */
interface AnswerCacheOptions {
  readonly maxBytes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** When answers that are made now will no longer be true, whatever is published: milliseconds since 1970. */
  readonly expiry: () => number;
}

interface Kept {
  readonly answer: SharedAnswer;
  readonly expiresAt: number;
}

/**
 * Answers that do not depend on the caller, by the URL that asks for them. The code that sends one checks its readers.
 * It gives out nothing unless it is trusted: the watch of publications says until when no publication can have been
 * missed.
 */
export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #kept: LRUCache<string, Kept>;
  readonly #loading = new Map<string, Promise<SharedAnswer>>();
  /** Changes whenever something is dropped: what was being read then may be of before. */
  #epoch = 0;
  #trustedUntil = 0;

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
    this.#kept = new LRUCache<string, Kept>({
      maxSize: Math.max(1, options.maxBytes),
      sizeCalculation: ({ answer }, url) => answer.body.byteLength + 2 * url.length + ENTRY_BYTES,
    });
  }

  /** Bytes in use, about. */
  get bytes(): number {
    return this.#kept.calculatedSize;
  }

  /** Answers kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** Says that no publication before `time` (milliseconds since 1970) goes unnoticed. */
  trustUntil(time: number): void {
    this.#trustedUntil = time;
  }

  /** The answer to a URL, if it is kept and still true. */
  peek(url: string): SharedAnswer | undefined {
    const now = this.#options.now();
    if (now >= this.#trustedUntil) return undefined;
    const kept = this.#kept.get(url);
    if (kept === undefined) return undefined;
    if (now < kept.expiresAt) return kept.answer;
    this.#kept.delete(url);
    return undefined;
  }

  /** The answer to a URL, made at most once at a time, however many ask for it. */
  async load(url: string, make: () => Promise<SharedAnswer>): Promise<SharedAnswer> {
    const known = this.peek(url) ?? this.#loading.get(url);
    if (known !== undefined) return known;
    const epoch = this.#epoch;
    const askedAt = this.#options.now();
    const expiry = this.#options.expiry();
    const loading = make().then((answer) => {
      const expiresAt = Math.min(expiry, askedAt + (answer.keptForMs ?? Infinity));
      if (answer.dates !== undefined && epoch === this.#epoch) this.#kept.set(url, { answer, expiresAt });
      return answer;
    });
    this.#loading.set(url, loading);
    const end = () => {
      if (this.#loading.get(url) === loading) this.#loading.delete(url);
    };
    loading.then(end, end);
    return loading;
  }

  /** Forgets what a publication of `date` has changed. */
  drop(date: CalendarDay): void {
    this.#begin();
    for (const [url, { answer }] of this.#kept.entries()) {
      const { from, to } = answer.dates ?? { from: date };
      if (date >= from && (to === undefined || date <= to)) this.#kept.delete(url);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#begin();
    this.#kept.clear();
  }

  #begin(): void {
    this.#epoch++;
    // Those who ask from now on must not join what is read from before.
    this.#loading.clear();
  }
}
