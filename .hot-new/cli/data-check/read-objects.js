"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readEventObjects = readEventObjects;
exports.readActiveList = readActiveList;
exports.faultOf = faultOf;
exports.addUpDays = addUpDays;
const active_advertisers_1 = require("../../activities/active-advertisers");
const count_here_1 = require("../../counting/count-here");
const counts_files_1 = require("../../counting/counts-files");
const logs_1 = require("../../domain/logs");
const execution_date_1 = require("../../domain/execution-date");
const log_header_1 = require("../../storage/log-header");
const parquet_1 = require("../../storage/parquet");
const report_1 = require("./report");
/** Objects that are counted side by side; the threads take turns with them. */
const OBJECTS_AT_ONCE = 16;
/** Counts objects in threads; one that cannot be read has its fault in its report, and no counts. */
async function readEventObjects(lake, tasks, objects, options) {
    const found = new Map();
    const bytes = objects.reduce((sum, { object }) => sum + object.sizeBytes, 0);
    let bytesRead = 0;
    const tell = () => {
        options.onProgress({ objects: objects.length, objectsRead: found.size, bytes, bytesRead });
    };
    const queue = objects.values();
    const next = async () => {
        for (const one of queue) {
            const told = { bytesRead: 0 };
            const onBytes = (count) => {
                told.bytesRead += count;
                bytesRead += count;
                tell();
            };
            try {
                const counts = await (0, count_here_1.countHere)(tasks, one, { signal: options.signal, onBytes });
                found.set(one, { report: await reportCounts(lake, counts), counts });
            }
            catch (error) {
                found.set(one, { report: faultOf(error, one.log, one.object) });
            }
            // Bytes are told in large portions; at the end all of them have been read.
            bytesRead += one.object.sizeBytes - told.bytesRead;
            tell();
        }
    };
    // All must have ended before the threads are.
    const ended = await Promise.allSettled(Array.from({ length: Math.min(OBJECTS_AT_ONCE, objects.length) }, next));
    for (const one of ended)
        if (one.status === 'rejected')
            throw one.reason;
    const inOrder = objects.flatMap((one) => found.get(one) ?? []);
    return {
        reports: inOrder.map(({ report }) => report),
        counts: inOrder.flatMap(({ counts }) => counts ?? []),
    };
}
/** Reads the active list. @throws BadLogError when there is none. */
async function readActiveList(lake, signal) {
    const { ids, objects } = await (0, active_advertisers_1.readActiveAdvertisers)(lake, { signal });
    const reports = objects.map(({ object, records, ...rejects }) => ({
        ...emptyReport('advertiser_ids', object),
        rows: records,
        ...reportRejects(rejects),
    }));
    return { ids, reports };
}
/** The report of an object that cannot be read. @throws every other error as it is. */
function faultOf(error, log, object) {
    if (!(error instanceof log_header_1.BadLogError))
        throw error;
    const { fault, line } = error;
    return {
        ...emptyReport(log, object),
        fault: line === undefined ? fault : `line ${String(line)}: ${fault}`,
    };
}
/** The events of each day in all objects, oldest day first. */
async function addUpDays(lake, objects) {
    const byDay = new Map();
    for (const { log, parts } of objects) {
        for (const { counts } of parts) {
            const { day, counters } = await (0, counts_files_1.readCountRows)(lake, log, counts);
            day.forEach((one, row) => {
                let totals = byDay.get(one);
                if (totals === undefined)
                    byDay.set(one, (totals = { views: 0, impressions: 0, clicks: 0 }));
                for (const [c, name] of logs_1.LOG_COUNTERS[log].entries())
                    totals[name] += counters[c]?.[row] ?? 0;
            });
        }
    }
    return [...byDay]
        .sort(([a], [b]) => a - b)
        .map(([day, totals]) => ({ date: (0, execution_date_1.utcDay)(new Date(day * 86_400_000)), totals }));
}
async function reportCounts(lake, counts) {
    const { log, object, records, firstDay, lastDay, rejectedRows } = counts;
    const listed = rejectedRows === null ? [] : await (0, parquet_1.readParquet)(lake, rejectedRows);
    return {
        ...emptyReport(log, object),
        rows: records,
        ...reportRejects({ ...counts, listed }),
        first_day: firstDay,
        last_day: lastDay,
    };
}
function reportRejects({ rejected, rejects, listed }) {
    const shown = new Map();
    const first = listed.filter(({ reason }) => {
        const count = (shown.get(reason) ?? 0) + 1;
        shown.set(reason, count);
        return count <= report_1.SHOWN_ROWS;
    });
    return { rejected, rejects, first_rejects: first };
}
function emptyReport(log, { key, sizeBytes }) {
    return {
        log,
        key,
        size_bytes: sizeBytes,
        rows: 0,
        rejected: 0,
        rejects: {},
        first_rejects: [],
        first_day: null,
        last_day: null,
        fault: null,
    };
}
//# sourceMappingURL=read-objects.js.map