"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.KeyRingLoader = void 0;
/** How long a change goes unseen whose notification was lost. */
const REFRESH_MS = 10_000;
/** Keeps a ring up to date; when the keys cannot be read, those that are known stay valid. */
class KeyRingLoader {
    #deps;
    #timer;
    #underWay;
    #timesAsked = 0;
    #failing = false;
    constructor(deps) {
        this.#deps = deps;
    }
    /** Reads the keys now, which need not succeed, and every 10 s from now on. */
    async start() {
        this.#timer ??= setInterval(() => void this.refresh(), REFRESH_MS).unref();
        await this.refresh();
    }
    /** Reads the keys as they are at this moment or later; for notifications. Never rejects. */
    refresh() {
        this.#timesAsked++;
        return (this.#underWay ??= this.#readUntilCurrent());
    }
    /** Reads no more. */
    async stop() {
        clearInterval(this.#timer);
        this.#timer = undefined;
        await this.#underWay;
    }
    async #readUntilCurrent() {
        let answered;
        do {
            answered = this.#timesAsked;
            await this.#read();
            // Who has asked meanwhile may know of a change that this reading missed.
        } while (answered !== this.#timesAsked);
        this.#underWay = undefined;
    }
    async #read() {
        const { ring, readKeys, log } = this.#deps;
        try {
            ring.reload(await readKeys());
            if (this.#failing)
                log.info('the API keys can be read again');
            this.#failing = false;
        }
        catch (error) {
            // Once for each outage, not every 10 s.
            if (!this.#failing)
                log.warn({ err: error }, 'the API keys cannot be read; those that are known stay valid');
            this.#failing = true;
        }
    }
}
exports.KeyRingLoader = KeyRingLoader;
//# sourceMappingURL=key-ring-loader.js.map