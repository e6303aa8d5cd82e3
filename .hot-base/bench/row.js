"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.systemRow = systemRow;
exports.peerRow = peerRow;
exports.leftOutRows = leftOutRows;
exports.noteRow = noteRow;
exports.goalAt = goalAt;
exports.wallOf = wallOf;
exports.median = median;
/** A row of the system's figures. */
function systemRow(measure, size, who, timings, extras = {}) {
    const cpuParts = defined(timings.map(({ cpu }) => cpu));
    return {
        measure,
        size: size.name,
        who,
        wallSeconds: timings.map(({ wallSeconds }) => wallSeconds),
        cpuSeconds: cpuParts.map(({ worker, temporal, postgres, command }) => worker + temporal + postgres + command),
        cpuParts,
        peakMb: defined(timings.map(({ workerPeakMb }) => workerPeakMb)),
        ...extras,
    };
}
/** A row of a peer's figures. */
function peerRow(measure, size, who, timings, extras = {}) {
    return {
        measure,
        size: size.name,
        who,
        wallSeconds: timings.map(({ wallSeconds }) => wallSeconds),
        cpuSeconds: defined(timings.map(({ cpuSeconds }) => cpuSeconds)),
        peakMb: timings.map(({ peakMb }) => peakMb),
        ...extras,
    };
}
/** A row for each peer that a size is too large for. */
function leftOutRows(measure, size, peers) {
    return peers.all
        .filter(({ upToRows }) => size.rows > upToRows)
        .map(({ name, upToRows }) => noteRow(measure, size, name, `left out above ${upToRows.toLocaleString('en')} rows`));
}
/** A row that only says why there are no figures. */
function noteRow(measure, size, who, note) {
    return { measure, size: size.name, who, wallSeconds: [], cpuSeconds: [], peakMb: [], note };
}
/** A goal, only for the size that it was set for. */
function goalAt(sizeName, size, text, isMet) {
    return size.name === sizeName ? { goal: { text, isMet } } : {};
}
/** The wall seconds of repeats. */
function wallOf(timings) {
    return timings.map(({ wallSeconds }) => wallSeconds);
}
/** The middle value, or the mean of the two in the middle; NaN of none. */
function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
    return (low + high) / 2;
}
function defined(values) {
    return values.filter((value) => value !== undefined);
}
//# sourceMappingURL=row.js.map