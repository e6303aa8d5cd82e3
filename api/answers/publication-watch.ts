import type { Logger } from 'pino';
import type { NotificationEvents } from '../../db/notifications';
import { EVALUATIONS_CHANNEL, PUBLICATIONS_CHANNEL } from '../../db/notifications';
import type { AnswerCache } from './answer-cache';

/** Where everything is said that changes an answer, with the date that it is about. */
export const WATCHED_CHANNELS: readonly string[] = [PUBLICATIONS_CHANNEL, EVALUATIONS_CHANNEL];

/** How long a sign of life of the listening connection is worth, in milliseconds; they come every second. */
const LISTENING_TRUST_MS = 2_500;
/** Without that connection, or where none is to be had: how often publications are counted, and how long a count is worth. */
const COUNT_EVERY_MS = 1_000;
const COUNT_TRUST_MS = 1_500;

/** What a watch works with. */
interface WatchDependencies {
  readonly cache: AnswerCache;
  /** A number that grows with every publication. */
  readonly countPublications: () => Promise<number>;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Keeps the cache true: drops what a publication changes as soon as the database says so. While its notifications do
 * not arrive, or for good where `count` is called, publications are counted once a second; while neither works, nothing is
 * answered from the cache.
 */
export class PublicationWatch {
  readonly #deps: WatchDependencies;
  #isListening = false;
  #isStopped = false;
  #lastCount: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: WatchDependencies) {
    this.#deps = deps;
  }

  /** What it has to be told. */
  get events(): NotificationEvents {
    const { cache, log, now } = this.#deps;
    return {
      onNotification: (channel, date) => {
        if (WATCHED_CHANNELS.includes(channel)) cache.drop(date);
      },
      onListening: () => {
        log.info('listening to publications');
        this.#isListening = true;
        clearTimeout(this.#timer);
        cache.clear();
        cache.trustUntil(now() + LISTENING_TRUST_MS);
      },
      onAlive: () => {
        cache.trustUntil(now() + LISTENING_TRUST_MS);
      },
      onLost: (error) => {
        // Another try to connect has failed: the counting goes on.
        if (!this.#isListening && this.#timer !== undefined) return;
        this.#isListening = false;
        log.warn({ err: error }, 'publications are not heard of; they are counted instead');
        cache.trustUntil(0);
        cache.clear();
        this.#countAfter(COUNT_EVERY_MS);
      },
    };
  }

  /** Counts publications from now on: where sessions are shared, no notification ever arrives. */
  count(): void {
    this.#deps.log.info('publications are counted once a second: DATABASE_POOLER is set');
    this.#countAfter(0);
  }

  /** Ends the counting. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #countAfter(waitMs: number): void {
    this.#lastCount = undefined;
    const count = async () => {
      await this.#count();
      if (!this.#isListening && !this.#isStopped)
        this.#timer = setTimeout(() => void count(), COUNT_EVERY_MS);
    };
    this.#timer = setTimeout(() => void count(), waitMs);
  }

  async #count(): Promise<void> {
    const { cache, countPublications, now } = this.#deps;
    // What is published after the count was asked for may not be in it.
    const askedAt = now();
    let count: number | undefined;
    try {
      count = await countPublications();
    } catch {
      count = undefined;
    }
    if (this.#isListening) return;
    if (count === undefined || count !== this.#lastCount) cache.clear();
    this.#lastCount = count;
    cache.trustUntil(count === undefined ? 0 : askedAt + COUNT_TRUST_MS);
  }
}
