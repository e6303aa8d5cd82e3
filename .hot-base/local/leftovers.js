"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.describeServer = describeServer;
exports.writePidFile = writePidFile;
exports.readPidFile = readPidFile;
exports.isAlive = isAlive;
exports.processIdentity = processIdentity;
exports.commandLine = commandLine;
exports.assertNotInUse = assertNotInUse;
exports.stopLeftover = stopLeftover;
const node_child_process_1 = require("node:child_process");
const node_fs_1 = require("node:fs");
const children_1 = require("./children");
/** Describes a server just started by this process. */
function describeServer(pid, ports) {
    return {
        pid,
        identity: processIdentity(pid),
        supervisorPid: process.pid,
        supervisorIdentity: processIdentity(process.pid),
        startedAt: new Date().toISOString(),
        ports,
    };
}
/** Writes a record atomically; it stays after a clean stop, since it also remembers the ports. */
function writePidFile(file, record) {
    const temporary = `${file}.${process.pid}`;
    (0, node_fs_1.writeFileSync)(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    (0, node_fs_1.renameSync)(temporary, file);
}
/** Reads a record; undefined if there is none or it is damaged. */
function readPidFile(file) {
    try {
        const record = JSON.parse((0, node_fs_1.readFileSync)(file, 'utf8'));
        const { pid, supervisorPid, startedAt, ports } = record ?? {};
        if (!Number.isInteger(pid) || !Number.isInteger(supervisorPid) || ports === undefined)
            return undefined;
        return {
            pid: pid ?? 0,
            identity: record?.identity,
            supervisorPid: supervisorPid ?? 0,
            supervisorIdentity: record?.supervisorIdentity,
            startedAt: startedAt ?? '',
            ports,
        };
    }
    catch {
        return undefined;
    }
}
/** Tells whether a process runs; one that has ended and waits to be reaped does not. */
function isAlive(pid) {
    return processIdentity(pid) !== undefined;
}
/** Returns what tells a running process from a later one with the same pid (its start time); undefined if it does not run. */
function processIdentity(pid) {
    if (!Number.isInteger(pid) || pid <= 0)
        return undefined;
    if (process.platform === 'linux') {
        try {
            // The command name, in brackets, may hold blanks and brackets itself: count from the last one (proc(5)).
            const fields = (0, node_fs_1.readFileSync)(`/proc/${pid}/stat`, 'latin1')
                .replace(/^.*\) /s, '')
                .split(' ');
            if (fields[0] === 'Z' || fields[0] === 'X')
                return undefined;
            return `${(0, node_fs_1.readFileSync)('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19] ?? ''}`;
        }
        catch {
            return undefined;
        }
    }
    const line = ps(pid, 'stat=,lstart=');
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}
/** Returns the command line of a process, its arguments parted by blanks; empty if it does not run. */
function commandLine(pid) {
    if (process.platform !== 'linux')
        return ps(pid, 'command=');
    try {
        return (0, node_fs_1.readFileSync)(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    catch {
        return '';
    }
}
function ps(pid, columns) {
    try {
        const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
        return (0, node_child_process_1.execFileSync)('ps', ['-o', columns, '-p', String(pid)], {
            env: environment,
            encoding: 'utf8',
        }).trim();
    }
    catch {
        return '';
    }
}
/** Throws if the recorded server still runs under a supervisor that is alive: two must not share one folder. */
function assertNotInUse(record, what) {
    if (record === undefined || !isSame(record.pid, record.identity))
        return;
    if (!isSame(record.supervisorPid, record.supervisorIdentity))
        return;
    throw new Error(`${what} already runs for this folder, started by process ${record.supervisorPid} at ${record.startedAt}: ` +
        'stop that one first, or use another folder.');
}
function isSame(pid, identity) {
    return identity !== undefined && processIdentity(pid) === identity;
}
/**
 * Ends a server whose supervisor is gone, only if its command line holds all of `marks`, and tells whether there was one;
 * asks with `signal`, and kills it after `timeoutMs`.
 */
async function stopLeftover(record, marks, options) {
    if (record === undefined || !isAlive(record.pid))
        return false;
    const line = commandLine(record.pid);
    if (!marks.every((mark) => line.includes(mark)))
        return false;
    for (const signal of [options.signal, 'SIGKILL']) {
        try {
            process.kill(record.pid, signal);
        }
        catch (error) {
            // It may have ended by itself meanwhile.
            if (error.code !== 'ESRCH')
                throw error;
        }
        if (await (0, children_1.waitUntil)(() => !isAlive(record.pid), options.timeoutMs))
            return true;
    }
    throw new Error(`Process ${record.pid}, left over from an earlier start, does not end.`);
}
//# sourceMappingURL=leftovers.js.map