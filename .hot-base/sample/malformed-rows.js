"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.MalformedRows = exports.MAX_TOO_LONG_ROWS = void 0;
exports.malformedCounts = malformedCounts;
const uniformInt_1 = require("pure-rand/distribution/uniformInt");
const logs_1 = require("../domain/logs");
const record_validation_1 = require("../domain/record-validation");
const malformed_shapes_1 = require("./malformed-shapes");
const sample_world_1 = require("./sample-world");
/** Most rows of a log that are malformed as `line_too_long`: each is over 64 KiB. */
exports.MAX_TOO_LONG_ROWS = 10;
/** How many rows of a log are malformed for each reason when `count` are in all: as many as of any other, within one. */
function malformedCounts(log, count) {
    const columns = logs_1.LOG_COLUMNS[log];
    const reasons = record_validation_1.REJECT_REASONS.filter((reason) => reason !== 'unknown_type' || columns.includes('type'));
    const tooLong = Math.min(exports.MAX_TOO_LONG_ROWS, Math.floor(count / reasons.length));
    const others = reasons.length - 1;
    const rest = count - tooLong;
    let dealt = 0;
    return Object.fromEntries(reasons.map((reason) => {
        if (reason === 'line_too_long')
            return [reason, tooLong];
        dealt += 1;
        return [reason, Math.floor((rest * dealt) / others) - Math.floor((rest * (dealt - 1)) / others)];
    }));
}
/** The malformed rows of a log, in their order, each at a random place in its equal share of the log. */
class MalformedRows {
    /** The row of the log, from 0, that the next one is; infinite when none is left. */
    nextRow = Infinity;
    #world;
    #pairs;
    #random;
    #columns;
    #reasons;
    /** Rows still to come, by the index of their reason. */
    #left;
    /** Rows taken, by the index of their reason. */
    #taken;
    #rows;
    #count;
    #index = 0;
    /**
     * @param rows those of the whole log.
     * @param random decides on places and reasons.
     * @param pairs what the rows would be of if they were well-formed.
     */
    constructor(log, world, rows, counts, random, pairs) {
        this.#columns = logs_1.LOG_COLUMNS[log];
        this.#world = world;
        this.#pairs = pairs;
        this.#random = random;
        this.#reasons = record_validation_1.REJECT_REASONS.filter((reason) => (counts[reason] ?? 0) > 0);
        this.#left = this.#reasons.map((reason) => counts[reason] ?? 0);
        this.#taken = this.#left.map(() => 0);
        this.#rows = rows;
        this.#count = this.#left.reduce((sum, count) => sum + count, 0);
        this.#place();
    }
    /** The next row with its line end, each character one byte, on the day of its neighbours if it has one. */
    take(day) {
        const reason = this.#drawReason();
        const shapes = malformed_shapes_1.MALFORMED_SHAPES[this.#reasons[reason] ?? 'wrong_field_count'];
        // Shapes take turns, so that a few rows of a reason already have them all.
        const taken = this.#taken[reason] ?? 0;
        this.#taken[reason] = taken + 1;
        this.#index += 1;
        this.#place();
        const pair = this.#pairs.next();
        const cells = {
            advertiser_id: (0, sample_world_1.advertiserIdOf)(this.#world, Math.floor(pair / this.#world.products)),
            product_id: (0, sample_world_1.productIdOf)(this.#world, pair),
            type: 'impression',
            date: day,
        };
        return `${shapes[taken % shapes.length]?.(cells, this.#columns) ?? ''}\n`;
    }
    #place() {
        if (this.#index >= this.#count) {
            this.nextRow = Infinity;
            return;
        }
        const share = this.#rows / this.#count;
        const first = Math.floor(this.#index * share);
        const end = this.#index + 1 === this.#count ? this.#rows : Math.floor((this.#index + 1) * share);
        this.nextRow = (0, uniformInt_1.uniformInt)(this.#random, first, end - 1);
    }
    /** Draws as from an urn with a ball for each row to come, so that the counts are met in a mixed order. */
    #drawReason() {
        let ball = (0, uniformInt_1.uniformInt)(this.#random, 0, this.#count - this.#index - 1);
        let reason = 0;
        for (; reason < this.#left.length - 1; reason += 1) {
            const left = this.#left[reason] ?? 0;
            if (ball < left)
                break;
            ball -= left;
        }
        this.#left[reason] = (this.#left[reason] ?? 0) - 1;
        return reason;
    }
}
exports.MalformedRows = MalformedRows;
//# sourceMappingURL=malformed-rows.js.map