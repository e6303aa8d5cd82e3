"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.KeyRing = void 0;
const node_crypto_1 = require("node:crypto");
const api_key_text_1 = require("../../db/api-key-text");
/** What a key of an unknown id is compared with, so that it costs what a known one does. */
const NO_DIGEST = (0, node_crypto_1.randomBytes)(32);
/** The keys that open the API, in memory: no request waits for the database to be let in. */
class KeyRing {
    #keys;
    /** False until the keys have been read once: nobody can be refused before. */
    get isLoaded() {
        return this.#keys !== undefined;
    }
    /** The holder of a key as it was presented; undefined for one that is malformed, unknown, revoked or has another secret. */
    verify(presented) {
        const key = (0, api_key_text_1.parseApiKey)(presented);
        if (key === undefined)
            return undefined;
        const known = this.#keys?.get(key.id);
        const isSecret = (0, node_crypto_1.timingSafeEqual)((0, api_key_text_1.digestOfSecret)(key.secret), known?.secretSha256 ?? NO_DIGEST);
        return isSecret ? known?.caller : undefined;
    }
    /** Takes these keys in place of all others. */
    reload(keys) {
        this.#keys = new Map(keys.map(({ id, name, secretSha256, advertisers }) => [
            id,
            {
                secretSha256,
                caller: { id, name, advertisers: advertisers === null ? undefined : new Set(advertisers) },
            },
        ]));
    }
}
exports.KeyRing = KeyRing;
//# sourceMappingURL=key-ring.js.map