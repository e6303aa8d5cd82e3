"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.EventRows = exports.CHUNK_BYTES = exports.ROWS_PER_CLICK = void 0;
exports.header = header;
const execution_date_1 = require("../domain/execution-date");
const logs_1 = require("../domain/logs");
const malformed_shapes_1 = require("./malformed-shapes");
const sample_world_1 = require("./sample-world");
/** One well-formed row in this many of `ads_views` is a click, the others are impressions. */
exports.ROWS_PER_CLICK = 100;
/** Length at which a chunk is full; its last row may reach beyond. */
exports.CHUNK_BYTES = 256 * 1024;
const WORD_BYTES = 4;
/** The first line of a log. */
function header(log) {
    return `${logs_1.LOG_COLUMNS[log].join(',')}\n`;
}
/** The rows of an event log, each made once, in the order of their days. */
class EventRows {
    #log;
    #world;
    #advertiserIds;
    #productCells;
    #pairs;
    #malformed;
    #firstDay;
    #days;
    #wellFormedRows;
    #row = 0;
    #wellFormedRow = 0;
    #dayIndex = -1;
    #day = '';
    /** The first well-formed row of the next day. */
    #dayEndRow = 0;
    #usualEnd = lineEnd('');
    #clickEnd = lineEnd('');
    /**
     * @param wellFormedRows those that `malformed` leaves of the log's rows.
     * @param pairs those of the well-formed rows.
     */
    constructor(log, options, world, wellFormedRows, pairs, malformed) {
        this.#log = log;
        this.#world = world;
        this.#advertiserIds = viewOf(world.advertiserIds);
        this.#productCells = viewOf(world.productCells);
        this.#pairs = pairs;
        this.#malformed = malformed;
        this.#firstDay = (0, execution_date_1.addDays)(options.lastDay, 1 - options.days);
        this.#days = options.days;
        this.#wellFormedRows = wellFormedRows;
        this.#beginDay();
    }
    /** A header and the rows up to `endRow`, as CSV in chunks of about `CHUNK_BYTES`; the next call goes on from there. */
    *chunks(endRow) {
        let before = header(this.#log);
        while (before !== '' || this.#row < endRow) {
            // A new one each time: whoever reads may still hold the last one.
            const chunk = Buffer.allocUnsafeSlow(exports.CHUNK_BYTES + malformed_shapes_1.MALFORMED_ROW_MAX_BYTES);
            const end = this.#fill(chunk, chunk.write(before, 'latin1'), endRow);
            yield chunk.subarray(0, end);
            before = '';
        }
    }
    #fill(chunk, start, endRow) {
        const view = viewOf(chunk);
        let at = start;
        while (this.#row < endRow && at < exports.CHUNK_BYTES) {
            if (this.#row !== this.#malformed.nextRow)
                at = this.#writeWellFormed(view, at);
            else
                at += chunk.write(this.#malformed.take(this.#day), at, 'latin1');
            this.#row += 1;
        }
        return at;
    }
    #writeWellFormed(chunk, start) {
        while (this.#wellFormedRow === this.#dayEndRow)
            this.#beginDay();
        const row = this.#wellFormedRow;
        this.#wellFormedRow = row + 1;
        if (this.#log === 'ads_views' && row % exports.ROWS_PER_CLICK === exports.ROWS_PER_CLICK - 1) {
            return this.#writeRow(chunk, start, this.#pairs.nextClicked(), this.#clickEnd);
        }
        return this.#writeRow(chunk, start, this.#pairs.next(), this.#usualEnd);
    }
    #writeRow(chunk, start, pair, end) {
        const advertiser = Math.floor(pair / this.#world.products);
        copyWords(this.#advertiserIds, advertiser * sample_world_1.ADVERTISER_ID_BYTES, sample_world_1.ADVERTISER_ID_BYTES, chunk, start);
        const cellAt = start + sample_world_1.ADVERTISER_ID_BYTES;
        copyWords(this.#productCells, pair * sample_world_1.PRODUCT_CELL_BYTES, sample_world_1.PRODUCT_CELL_BYTES, chunk, cellAt);
        const endAt = cellAt + sample_world_1.PRODUCT_CELL_BYTES;
        copyWords(end.words, 0, end.words.byteLength, chunk, endAt);
        return endAt + end.lengthBytes;
    }
    #beginDay() {
        this.#dayIndex += 1;
        this.#day = (0, execution_date_1.addDays)(this.#firstDay, this.#dayIndex);
        this.#dayEndRow = Math.floor(((this.#dayIndex + 1) * this.#wellFormedRows) / this.#days);
        this.#usualEnd = lineEnd(this.#log === 'ads_views' ? `impression,${this.#day}\n` : `${this.#day}\n`);
        this.#clickEnd = lineEnd(`click,${this.#day}\n`);
    }
}
exports.EventRows = EventRows;
function lineEnd(text) {
    const words = Buffer.alloc(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
    return { words: viewOf(words), lengthBytes: words.write(text, 'latin1') };
}
function viewOf(bytes) {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
/** Copies a few bytes, four at a time: a call of `set` or `copy` takes longer. */
function copyWords(source, from, lengthBytes, target, at) {
    for (let i = 0; i < lengthBytes; i += WORD_BYTES)
        target.setInt32(at + i, source.getInt32(from + i));
}
//# sourceMappingURL=event-rows.js.map