"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readHeader = readHeader;
const consumers_1 = require("node:stream/consumers");
const csv_segments_1 = require("../storage/csv-segments");
const log_bytes_1 = require("../storage/log-bytes");
const log_reader_1 = require("../storage/log-reader");
const log_records_1 = require("../storage/log-records");
/**
 * Reads the header of an object that is not compressed, and no more than that.
 * @throws BadLogError when it is none of this log.
 * @throws LakeObjectChangedError
 */
async function readHeader(lake, { log, object }, options = {}) {
    const parser = new log_records_1.RecordParser(log, object.key);
    const cutter = new csv_segments_1.RecordCutter();
    let bytes = await markBytes(lake, object);
    const header = (columns) => ({ columns, endsAt: bytes, lines: cutter.lineEnds });
    try {
        for await (const chunk of (0, log_bytes_1.readLogBytes)(lake, log, object, options)) {
            // Byte by byte, so that it is known where the record ends.
            for (let i = 0; i < chunk.byteLength; i++) {
                for (const segment of cutter.push(chunk.slice(i, i + 1)))
                    parser.parse(segment);
                // After a lone CR the byte that tells it from CRLF belongs to the next record.
                if (parser.columns === undefined || cutter.atRecordStart)
                    bytes++;
                if (parser.columns !== undefined)
                    return header(parser.columns);
            }
        }
        for (const segment of cutter.end())
            parser.parse(segment);
        parser.end();
    }
    catch (error) {
        throw (0, log_reader_1.asBadLog)(error, object.key);
    }
    if (parser.columns === undefined)
        throw new Error(`${object.key}: no columns`);
    return header(parser.columns);
}
async function markBytes(lake, object) {
    if (object.sizeBytes < 3)
        return 0;
    const range = { start: 0, end: 3 };
    const start = await (0, consumers_1.buffer)(await lake.read(object.key, { ifMatch: object.etag, range }));
    return start.toString('hex') === 'efbbbf' ? 3 : 0;
}
//# sourceMappingURL=read-header.js.map