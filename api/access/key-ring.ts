import { randomBytes, timingSafeEqual } from 'node:crypto';
import { digestOfSecret, parseApiKey } from '../../db/api-key-text';
import type { ActiveApiKey } from '../../db/api-keys';

/** Who asks. */
export interface Caller {
  /** The id of the key, which is no secret. */
  readonly id: string;
  readonly name: string;
  /** The only advertisers that it may ask about; undefined for all. */
  readonly advertisers: ReadonlySet<string> | undefined;
}

interface KnownKey {
  readonly secretSha256: Buffer;
  readonly caller: Caller;
}

/** What a key of an unknown id is compared with, so that it costs what a known one does. */
const NO_DIGEST = randomBytes(32);

/** The keys that open the API, in memory: no request waits for the database to be let in. */
export class KeyRing {
  #keys: ReadonlyMap<string, KnownKey> | undefined;
  /** By the text of a key that was presented and is right: hashing it again would tell nothing new. At most one for each key. */
  readonly #verified = new Map<string, Caller>();

  /** False until the keys have been read once: no caller can be refused before. */
  get isLoaded(): boolean {
    return this.#keys !== undefined;
  }

  /** The holder of a key as it was presented; undefined for one that is malformed, unknown, revoked or has another secret. */
  verify(presented: string): Caller | undefined {
    const verified = this.#verified.get(presented);
    if (verified !== undefined) return verified;
    const key = parseApiKey(presented);
    if (key === undefined) return undefined;
    const known = this.#keys?.get(key.id);
    const isSecret = timingSafeEqual(digestOfSecret(key.secret), known?.secretSha256 ?? NO_DIGEST);
    if (!isSecret || known === undefined) return undefined;
    this.#verified.set(presented, known.caller);
    return known.caller;
  }

  /** Takes these keys in place of all others. */
  reload(keys: readonly ActiveApiKey[]): void {
    this.#verified.clear();
    this.#keys = new Map(
      keys.map(({ id, name, secretSha256, advertisers }) => [
        id,
        {
          secretSha256,
          caller: { id, name, advertisers: advertisers === null ? undefined : new Set(advertisers) },
        },
      ]),
    );
  }
}
