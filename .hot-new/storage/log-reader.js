"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readLog = readLog;
exports.asBadLog = asBadLog;
const csv_segments_1 = require("./csv-segments");
const log_bytes_1 = require("./log-bytes");
const log_header_1 = require("./log-header");
const log_records_1 = require("./log-records");
/**
 * Reads one object of a log record by record, in batches, each record with the log's columns in the log's order, found
 * by header name. Holds a chunk and a record in memory, whatever the object's size.
 *
 * @throws BadLogError when the header, the quoting, the encoding or the compression is broken.
 * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
 */
async function* readLog(lake, log, object, options = {}) {
    const parser = new log_records_1.RecordParser(log, object.key);
    try {
        for await (const segment of (0, csv_segments_1.csvSegments)((0, log_bytes_1.readLogBytes)(lake, log, object, options))) {
            yield parser.parse(segment);
        }
        parser.end();
    }
    catch (error) {
        throw asBadLog(error, object.key);
    }
}
/** The fault of a file whose records cannot be told apart, with its remedy; every other error as it is. */
function asBadLog(error, key) {
    if (!(error instanceof csv_segments_1.BrokenCsvError))
        return error;
    return new log_header_1.BadLogError(key, `${error.fault}; close it at the end of its field, and write a quote inside the field as two`, error.line);
}
//# sourceMappingURL=log-reader.js.map