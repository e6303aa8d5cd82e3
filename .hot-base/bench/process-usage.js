"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.canMeasureUsage = canMeasureUsage;
exports.cpuSecondsOf = cpuSecondsOf;
exports.cpuSecondsOfEndedChildren = cpuSecondsOfEndedChildren;
exports.peakMemoryMb = peakMemoryMb;
exports.residentMemoryMb = residentMemoryMb;
const node_fs_1 = require("node:fs");
/** Clock ticks of a second in /proc, the same on every architecture that Node runs on (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KIB = 1_024;
const BYTES_PER_MB = 1e6;
/** Tells whether this system has /proc; elsewhere only wall time is measured. */
function canMeasureUsage() {
    return process.platform === 'linux';
}
/** CPU seconds, user and system, of a process with all its threads and descendants so far; undefined without /proc. */
function cpuSecondsOf(pid) {
    if (!canMeasureUsage())
        return undefined;
    const parents = new Map();
    const times = new Map();
    for (const name of (0, node_fs_1.readdirSync)('/proc')) {
        const other = /^\d+$/.test(name) ? readTimes(name) : undefined;
        if (other === undefined)
            continue;
        times.set(Number(name), other);
        parents.set(Number(name), other.parentPid);
    }
    let seconds = 0;
    for (const [other, { ownSeconds, endedChildrenSeconds }] of times) {
        if (descendsFrom(other, pid, parents))
            seconds += ownSeconds + endedChildrenSeconds;
    }
    return seconds;
}
/** CPU seconds of the children of this process that have ended: the difference around one child is what that used. */
function cpuSecondsOfEndedChildren() {
    return canMeasureUsage() ? readTimes('self')?.endedChildrenSeconds : undefined;
}
/** Peak resident memory of a process that runs, in MB, mapped files included; undefined without /proc. */
function peakMemoryMb(pid) {
    return memoryMb(pid, /^VmHWM:\s+(\d+) kB$/m);
}
/** Resident memory of a process now, as `peakMemoryMb`. */
function residentMemoryMb(pid) {
    return memoryMb(pid, /^VmRSS:\s+(\d+) kB$/m);
}
function memoryMb(pid, line) {
    if (!canMeasureUsage())
        return undefined;
    const kib = line.exec((0, node_fs_1.readFileSync)(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kib === undefined ? undefined : (Number(kib) * BYTES_PER_KIB) / BYTES_PER_MB;
}
function descendsFrom(pid, ancestor, parents) {
    for (let at = pid; at !== undefined; at = parents.get(at)) {
        if (at === ancestor)
            return true;
    }
    return false;
}
function readTimes(pid) {
    try {
        const stat = (0, node_fs_1.readFileSync)(`/proc/${pid}/stat`, 'latin1');
        // The command name, in brackets, may hold blanks and brackets itself: count from the last one (proc(5)).
        const fields = stat
            .replace(/^.*\) /s, '')
            .split(' ')
            .map(Number);
        const [parentPid = 0, user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = [
            1, 11, 12, 13, 14,
        ].map((index) => fields[index]);
        return {
            parentPid,
            ownSeconds: (user + system) / TICKS_PER_SECOND,
            endedChildrenSeconds: (childrenUser + childrenSystem) / TICKS_PER_SECOND,
        };
    }
    catch {
        // It ended between the listing and the reading.
        return undefined;
    }
}
//# sourceMappingURL=process-usage.js.map