"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.UniqueNumbers = void 0;
const HASH_FACTOR = 0x9e37_79b1;
/** Whole numbers from 0 to 2^32 - 2 that were seen, at most `capacity` of them: a `Set` ends at 2^24 and takes ten times the memory. */
class UniqueNumbers {
    /** Open addressing; each number is held as one more, 0 is a free place. */
    #places;
    #shift;
    constructor(capacity) {
        const bits = Math.max(1, 32 - Math.clz32(Math.ceil(capacity * 1.5)));
        this.#places = new Uint32Array(2 ** bits);
        this.#shift = 32 - bits;
    }
    /** Adds a number; false when it was there. */
    add(number) {
        const places = this.#places;
        let place = Math.imul(number, HASH_FACTOR) >>> this.#shift;
        for (;;) {
            const held = places[place] ?? 0;
            if (held === number + 1)
                return false;
            if (held === 0) {
                places[place] = number + 1;
                return true;
            }
            place = (place + 1) % places.length;
        }
    }
}
exports.UniqueNumbers = UniqueNumbers;
//# sourceMappingURL=unique-numbers.js.map