import { LRUCache } from 'lru-cache';
import type { CalendarDay } from '../../domain/execution-date';
import type { DateRange, SharedAnswer } from './answer';

/** What an entry takes besides its bytes, about. */
const ENTRY_BYTES = 512;
/** Date ranges that answers are kept for; with more of them, the answers of the least recent one are given up. */
const MAX_RANGES = 10_000;

/** What a cache may hold, and when it may not. */
interface AnswerCacheOptions {
  readonly maxBytes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** When answers that are made now will no longer be true, whatever is published: milliseconds since 1970. */
  readonly expiry: () => number;
}

/** A date range of answers, until a publication changes them. */
interface Dated {
  readonly range: DateRange;
  isCurrent: boolean;
}

interface Kept {
  readonly answer: SharedAnswer;
  readonly dated: Dated;
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
  readonly #dated = new LRUCache<string, Dated>({
    max: MAX_RANGES,
    dispose: (dated) => (dated.isCurrent = false),
  });
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

  /** Answers kept, including ones that a publication has changed and that have not been removed yet. */
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
    if (kept.dated.isCurrent && now < kept.expiresAt) return kept.answer;
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
      if (answer.dates !== undefined && epoch === this.#epoch) {
        this.#kept.set(url, { answer, expiresAt, dated: this.#datedOf(answer.dates) });
      }
      return answer;
    });
    this.#loading.set(url, loading);
    const end = () => {
      if (this.#loading.get(url) === loading) this.#loading.delete(url);
    };
    loading.then(end, end);
    return loading;
  }

  /**
   * Gives out nothing more of what a publication of `date` has changed. The bytes go when they are asked for, or when
   * others need the space: to remove 30,000 answers at once would hold up all requests for a tenth of a second.
   */
  drop(date: CalendarDay): void {
    this.#begin();
    for (const [key, { range }] of [...this.#dated.entries()]) {
      if (date >= range.from && (range.to === undefined || date <= range.to)) this.#dated.delete(key);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#begin();
    this.#kept.clear();
    this.#dated.clear();
  }

  #datedOf(range: DateRange): Dated {
    const key = `${range.from} ${range.to ?? ''}`;
    const known = this.#dated.get(key);
    if (known !== undefined) return known;
    const dated = { range, isCurrent: true };
    this.#dated.set(key, dated);
    return dated;
  }

  #begin(): void {
    this.#epoch++;
    // Those who ask from now on must not join what is read from before.
    this.#loading.clear();
  }
}
