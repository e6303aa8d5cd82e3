import type { Logger } from 'pino';
import type { ActiveApiKey } from '../../db/api-keys';
import type { KeyRing } from './key-ring';

/** How long a change goes unseen whose notification was lost. */
const REFRESH_MS = 10_000;

/** What a loader works with. */
interface KeyRingLoaderDependencies {
  readonly ring: KeyRing;
  /** Reads the active keys, and gives up by itself when the database is silent. */
  readonly readKeys: () => Promise<readonly ActiveApiKey[]>;
  readonly log: Logger;
}

/** Keeps a ring up to date; when the keys cannot be read, those that are known stay valid. */
export class KeyRingLoader {
  readonly #deps: KeyRingLoaderDependencies;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #timesAsked = 0;
  #failing = false;

  constructor(deps: KeyRingLoaderDependencies) {
    this.#deps = deps;
  }

  /** Reads the keys now, which need not succeed, and every 10 s from now on. */
  async start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.refresh(), REFRESH_MS).unref();
    await this.refresh();
  }

  /** Reads the keys as they are at this moment or later; for notifications. Never rejects. */
  refresh(): Promise<void> {
    this.#timesAsked++;
    return (this.#underWay ??= this.#readUntilCurrent());
  }

  /** Reads no more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#underWay;
  }

  async #readUntilCurrent(): Promise<void> {
    let answered: number;
    do {
      answered = this.#timesAsked;
      await this.#read();
      // Who has asked meanwhile may know of a change that this reading missed.
    } while (answered !== this.#timesAsked);
    this.#underWay = undefined;
  }

  async #read(): Promise<void> {
    const { ring, readKeys, log } = this.#deps;
    try {
      ring.reload(await readKeys());
      if (this.#failing) log.info('the API keys can be read again');
      this.#failing = false;
    } catch (error) {
      // Once for each outage, not every 10 s.
      if (!this.#failing)
        log.warn({ err: error }, 'the API keys cannot be read; those that are known stay valid');
      this.#failing = true;
    }
  }
}
