"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.openObject = openObject;
exports.refuseBadObject = refuseBadObject;
exports.refuseObject = refuseObject;
exports.finishObject = finishObject;
const log_header_1 = require("../storage/log-header");
const parquet_1 = require("../storage/parquet");
const count_range_1 = require("./count-range");
const counts_files_1 = require("./counts-files");
const object_counts_1 = require("./object-counts");
const object_ranges_1 = require("./object-ranges");
const read_header_1 = require("./read-header");
const rejects_1 = require("./rejects");
/**
 * Counts an object of one range, unless that has been done; tells the ranges of a larger one.
 *
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
async function openObject(lake, { log, object, owner }, hooks = {}) {
    const known = await (0, object_counts_1.findObjectCounts)(lake, object, hooks);
    if (known !== undefined)
        return { counted: refuseBadObject(known) };
    try {
        return await countOrPlan(lake, { log, object, owner }, hooks);
    }
    catch (error) {
        if (!(error instanceof log_header_1.BadLogError))
            throw error;
        return refuseObject(lake, { log, object, fault: { text: error.fault, line: error.line ?? null } });
    }
}
/** @throws BadLogError when the object is known to be unreadable. */
function refuseBadObject(known) {
    if (!('fault' in known))
        return known;
    throw new log_header_1.BadLogError(known.object.key, known.fault.text, known.fault.line ?? undefined);
}
/** Makes known that an object cannot be read, so that nobody tries again. @throws BadLogError always. */
async function refuseObject(lake, bad) {
    await (0, object_counts_1.recordObjectCounts)(lake, bad);
    throw new log_header_1.BadLogError(bad.object.key, bad.fault.text, bad.fault.line ?? undefined);
}
async function countOrPlan(lake, { log, object, owner }, hooks) {
    const ranges = (0, object_ranges_1.rangesOf)(object);
    if (ranges.length > 1) {
        const { columns, endsAt, lines } = await (0, read_header_1.readHeader)(lake, { log, object }, hooks);
        const [first, ...rest] = ranges;
        return {
            plan: { columns, headerLines: lines, ranges: [{ start: endsAt, end: first?.end ?? endsAt }, ...rest] },
        };
    }
    const counted = await (0, count_range_1.countWhole)(lake, { log, object, owner }, hooks);
    return {
        counted: await finishObject(lake, {
            log,
            object,
            owner,
            headerLines: 0,
            ranges: [counted],
            parts: counted.parts,
        }),
    };
}
/** Puts together what the ranges of an object found, in their order, and makes it known. */
async function finishObject(lake, { log, object, owner, headerLines, ranges, parts, }) {
    const sum = (countOf) => ranges.reduce((total, one) => total + countOf(one), 0);
    const firstLines = {};
    const listed = [];
    let linesBefore = headerLines;
    for (const range of ranges) {
        for (const [reason, line] of Object.entries(range.firstLines)) {
            firstLines[reason] ??= line + linesBefore;
        }
        if (range.rejectedRows !== null && listed.length < rejects_1.LISTED_REJECTS) {
            for (const reject of await (0, parquet_1.readParquet)(lake, range.rejectedRows)) {
                listed.push({ ...reject, line: reject.line + linesBefore });
            }
        }
        linesBefore += range.lines;
    }
    const days = ranges.flatMap(({ firstDay, lastDay }) => [firstDay ?? [], lastDay ?? []].flat()).sort();
    const [only] = ranges;
    const counts = {
        log,
        object,
        records: sum(({ records }) => records),
        accepted: sum(({ accepted }) => accepted),
        rejected: sum(({ rejected }) => rejected),
        rejects: (0, rejects_1.addRejects)(ranges.map(({ rejects }) => rejects)),
        firstLines,
        rejectedRows: 
        // Its lines are those of the object, if it began with it.
        ranges.length === 1 && only !== undefined && headerLines === 0
            ? only.rejectedRows
            : await (0, counts_files_1.writeRejects)(lake, object, owner, listed.slice(0, rejects_1.LISTED_REJECTS)),
        firstDay: days[0] ?? null,
        lastDay: days.at(-1) ?? null,
        parts,
    };
    // In ranges, the last one has come to the end of the bytes; a compressed object has more of them than it says.
    const last = ranges.at(-1);
    if (headerLines > 0 && last?.endedAt !== object.sizeBytes) {
        throw new Error(`${object.key}: counted to byte ${String(last?.endedAt)} of ${String(object.sizeBytes)}`);
    }
    const events = parts.reduce((total, part) => total + part.events, 0);
    if (events !== counts.accepted || counts.accepted + counts.rejected !== counts.records) {
        throw new Error(`${object.key}: rows were lost while counting`);
    }
    await (0, object_counts_1.recordObjectCounts)(lake, counts);
    return counts;
}
//# sourceMappingURL=count-object.js.map