"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.RecordParser = void 0;
const papaparse_1 = __importDefault(require("papaparse"));
const log_header_1 = require("./log-header");
/** Reads the segments of one object of a log: its header first, then its records. */
class RecordParser {
    #log;
    #key;
    #columns;
    /** @param columns when known; without them the first record is the header. */
    constructor(log, key, columns) {
        this.#log = log;
        this.#key = key;
        this.#columns = columns;
    }
    /** Undefined until the header has been read. */
    get columns() {
        return this.#columns;
    }
    /**
     * The records of a segment, each with the log's columns in the log's order; the header is none of them.
     * @throws BadLogError when the header is not one of this log.
     */
    parse(segment) {
        const rows = parseSegment(this.#key, segment);
        if (this.#columns === undefined) {
            const header = rows.shift();
            if (header?.cells === undefined) {
                throw new log_header_1.BadLogError(this.#key, `its header is over 64 KiB long; expected ${(0, log_header_1.headerOf)(this.#log)}`);
            }
            this.#columns = (0, log_header_1.mapColumns)(this.#log, this.#key, header.cells);
        }
        const { width, positions } = this.#columns;
        return rows.map(({ line, bytes, cells }) => {
            if (cells === undefined)
                return { line, bytes, malformed: 'line_too_long' };
            if (cells.length !== width)
                return { line, bytes, malformed: 'wrong_field_count' };
            return { line, bytes, fields: positions.map((position) => cells[position] ?? '') };
        });
    }
    /** @throws BadLogError when no header was there. */
    end() {
        if (this.#columns === undefined) {
            throw new log_header_1.BadLogError(this.#key, `has no header; expected ${(0, log_header_1.headerOf)(this.#log)}`);
        }
    }
}
exports.RecordParser = RecordParser;
function parseSegment(key, segment) {
    if (segment.kind === 'too_long')
        return [{ line: segment.line, bytes: segment.head }];
    const { bytes, lines, starts, lineEnd } = segment;
    // Latin-1 keeps every byte as a character of its own, so that invalid UTF-8 reaches validation as it is.
    const text = bytes.toString('latin1');
    const { data } = papaparse_1.default.parse(text, { delimiter: ',', newline: lineEnd, header: false });
    if (data.length !== lines.length) {
        throw new log_header_1.BadLogError(key, `from here on, ${String(lines.length)} records were counted but ${String(data.length)} parsed; please report this file`, lines[0]);
    }
    return data.map((cells, i) => {
        const next = starts[i + 1];
        const end = next === undefined ? bytes.length : next - lineEnd.length;
        return { line: lines[i] ?? 0, bytes: bytes.subarray(starts[i], end), cells };
    });
}
//# sourceMappingURL=log-records.js.map