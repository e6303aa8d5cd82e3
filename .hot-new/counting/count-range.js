"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countWhole = countWhole;
exports.countRange = countRange;
const execution_date_1 = require("../domain/execution-date");
const log_bytes_1 = require("../storage/log-bytes");
const log_header_1 = require("../storage/log-header");
const parquet_1 = require("../storage/parquet");
const counts_files_1 = require("./counts-files");
const log_scanner_1 = require("./log-scanner");
const shards_1 = require("./shards");
const merge_parts_1 = require("./merge-parts");
const range_bytes_1 = require("./range-bytes");
const scanner_module_1 = require("./scanner-module");
/** Bytes between two reports of progress. */
const PROGRESS_BYTES = 16 * 1024 * 1024;
const SEARCH_BYTES = 64 * 1024;
/**
 * Counts a whole object, in one go.
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
async function countWhole(lake, { log, object, owner }, hooks = {}) {
    const scan = await startScan(lake, log, object, owner, {});
    const chunks = (0, log_bytes_1.readLogBytes)(lake, log, object, progressOptions(object.sizeBytes, hooks));
    for await (const chunk of chunks)
        await scan.push(chunk);
    return { ...(await scan.end()), startedAt: 0 };
}
/**
 * Counts the records that begin in a range. Where it starts at no known record, it takes the first line end for the end
 * of a record: whether that was right shows when the range before has been counted as well.
 *
 * @throws LakeObjectChangedError
 */
async function countRange(lake, input, hooks = {}) {
    const { log, object, owner, columns, range, startsAtRecord } = input;
    const finder = startsAtRecord ? undefined : new range_bytes_1.LineStartFinder();
    // The byte before may be the line end.
    const from = startsAtRecord ? range.start : range.start - 1;
    /** Bytes in which the first line end is looked for. */
    const searched = Buffer.allocUnsafe(SEARCH_BYTES);
    let scan;
    let startedAt = from;
    const begin = () => startScan(lake, log, object, owner, { columns, stopAt: range.end - startedAt });
    if (finder === undefined)
        scan = await begin();
    const options = progressOptions(range.end - from, hooks);
    try {
        const wanted = { start: from, end: range.end };
        const space = () => scan?.space ?? searched;
        for await (const chunk of (0, range_bytes_1.readFrom)(lake, object, wanted, space, options)) {
            if (scan !== undefined)
                await scan.push(chunk);
            else {
                const rest = finder?.push(chunk);
                startedAt = from + (finder?.passedBytes ?? 0);
                if (rest !== undefined) {
                    scan = await begin();
                    await scan.push(rest);
                }
            }
            if (scan?.done === true)
                break;
        }
        scan ??= await begin();
        const counted = await scan.end();
        return { ...counted, startedAt, endedAt: startedAt + counted.endedAt };
    }
    catch (error) {
        if (!(error instanceof log_header_1.BadLogError))
            throw error;
        const fault = { text: error.fault, line: error.line ?? null };
        return { ...NOTHING, startedAt, endedAt: startedAt, fault };
    }
}
const NOTHING = {
    records: 0,
    accepted: 0,
    rejected: 0,
    rejects: {},
    firstLines: {},
    rejectedRows: null,
    firstDay: null,
    lastDay: null,
    lines: 0,
    parts: [],
};
async function startScan(lake, log, object, owner, options) {
    const encode = await (0, parquet_1.loadParquetEncoder)();
    // One for each scan: what it has filled is given back with it.
    const module = (0, scanner_module_1.createScannerModule)();
    const waiting = [];
    const parts = [];
    const days = new DaySpan();
    const scanner = new log_scanner_1.LogScanner(module, log, object.key, {
        ...options,
        onTable: (table) => {
            days.include(table.rows.day);
            waiting.push((0, counts_files_1.encodeCounts)(encode, log, table));
        },
    });
    const writeWaiting = async () => {
        for (const encoded of waiting.splice(0)) {
            parts.push(await (0, counts_files_1.writeCountsPart)(lake, object, owner, String(parts.length), encoded, shards_1.WHOLE));
        }
    };
    return {
        get done() {
            return scanner.done;
        },
        get space() {
            return scanner.space;
        },
        push: async (chunk) => {
            scanner.push(chunk);
            await writeWaiting();
        },
        end: async () => {
            const report = scanner.end();
            await writeWaiting();
            const { listed, ...rest } = report;
            const rejectedRows = await (0, counts_files_1.writeRejects)(lake, object, owner, listed);
            return {
                ...rest,
                ...days.ends,
                rejectedRows,
                parts: await (0, merge_parts_1.mergeParts)(lake, { log, object, owner }, parts),
            };
        },
    };
}
function progressOptions(bytesTotal, { signal, onProgress }) {
    let bytesRead = 0;
    let reported = 0;
    return {
        ...(signal === undefined ? {} : { signal }),
        onBytes: (count) => {
            bytesRead += count;
            if (bytesRead - reported < PROGRESS_BYTES)
                return;
            reported = bytesRead;
            onProgress?.({ bytes_read: bytesRead, bytes_total: bytesTotal });
        },
    };
}
/** The first and the last of all days seen. */
class DaySpan {
    #first;
    #last;
    /** @param days ascending, since 1970-01-01. */
    include(days) {
        const first = days[0];
        const last = days[days.length - 1];
        if (first === undefined || last === undefined)
            return;
        this.#first = Math.min(this.#first ?? first, first);
        this.#last = Math.max(this.#last ?? last, last);
    }
    get ends() {
        return { firstDay: dayText(this.#first), lastDay: dayText(this.#last) };
    }
}
function dayText(day) {
    return day === undefined ? null : (0, execution_date_1.utcDay)(new Date(day * 86_400_000));
}
//# sourceMappingURL=count-range.js.map