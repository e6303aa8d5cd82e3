"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PublicationWatch = void 0;
const notifications_1 = require("../../db/notifications");
/** How long a sign of life of the listening connection is worth, in milliseconds; they come every second. */
const LISTENING_TRUST_MS = 2_500;
/** Without that connection: how often publications are counted, and how long a count is worth. */
const COUNT_EVERY_MS = 1_000;
const COUNT_TRUST_MS = 1_500;
/**
 * Keeps the cache true: drops what a publication changes as soon as the database says so. While its notifications do
 * not arrive, publications are counted once a second; while neither works, nothing is answered from the cache.
 */
class PublicationWatch {
    #deps;
    #isListening = false;
    #isStopped = false;
    #lastCount;
    #timer;
    constructor(deps) {
        this.#deps = deps;
    }
    /** What it has to be told. */
    get events() {
        const { cache, log, now } = this.#deps;
        return {
            onNotification: (channel, date) => {
                if (channel === notifications_1.PUBLICATIONS_CHANNEL)
                    cache.drop(date);
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
                if (!this.#isListening && this.#timer !== undefined)
                    return;
                this.#isListening = false;
                log.warn({ err: error }, 'publications are not heard of; they are counted instead');
                cache.trustUntil(0);
                cache.clear();
                this.#countLater();
            },
        };
    }
    /** Ends the counting. */
    stop() {
        this.#isStopped = true;
        clearTimeout(this.#timer);
    }
    #countLater() {
        this.#lastCount = undefined;
        const count = async () => {
            await this.#count();
            if (!this.#isListening && !this.#isStopped)
                this.#timer = setTimeout(() => void count(), COUNT_EVERY_MS);
        };
        this.#timer = setTimeout(() => void count(), COUNT_EVERY_MS);
    }
    async #count() {
        const { cache, countPublications, now } = this.#deps;
        // What is published after the count was asked for may not be in it.
        const askedAt = now();
        let count;
        try {
            count = await countPublications();
        }
        catch {
            count = undefined;
        }
        if (this.#isListening)
            return;
        if (count === undefined || count !== this.#lastCount)
            cache.clear();
        this.#lastCount = count;
        cache.trustUntil(count === undefined ? 0 : askedAt + COUNT_TRUST_MS);
    }
}
exports.PublicationWatch = PublicationWatch;
//# sourceMappingURL=publication-watch.js.map