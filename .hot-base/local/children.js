"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.runCommand = runCommand;
exports.startServer = startServer;
exports.hasExited = hasExited;
exports.waitUntil = waitUntil;
exports.endChild = endChild;
exports.logTail = logTail;
exports.lastLines = lastLines;
const node_child_process_1 = require("node:child_process");
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const promises_1 = require("node:timers/promises");
const KEPT_OUTPUT_CHARS = 20_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const POLL_MS = 50;
/** Runs a command to its end and collects the last 20,000 characters of its output; never throws for a failing command. */
function runCommand(command, commandArguments, options) {
    const { timeoutMs, ...spawnOptions } = options;
    return new Promise((resolve) => {
        let output = '';
        const keep = (chunk) => {
            output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT_CHARS);
        };
        const child = (0, node_child_process_1.spawn)(command, commandArguments, {
            ...spawnOptions,
            stdio: ['ignore', 'pipe', 'pipe'],
            timeout: timeoutMs,
        });
        child.stdout.on('data', keep);
        child.stderr.on('data', keep);
        child.once('error', (error) => {
            resolve({ code: null, output: `${output}${error.message}` });
        });
        child.once('close', (code, signal) => {
            resolve({ code, output: signal === null ? output : `${output}ended by ${signal}` });
        });
    });
}
/**
 * Starts a server in its own process group, where Ctrl-C of the terminal does not reach it, with its output appended to
 * `logFile`, which starts anew above 10 MiB.
 */
function startServer(command, commandArguments, options) {
    const { logFile, ...spawnOptions } = options;
    const log = logFile === undefined ? undefined : openLog(logFile);
    try {
        const child = (0, node_child_process_1.spawn)(command, commandArguments, {
            ...spawnOptions,
            detached: true,
            stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
        });
        // Without a listener a failed spawn would end this process; hasExited tells of it instead.
        child.on('error', () => undefined);
        child.unref();
        return child;
    }
    finally {
        if (log !== undefined)
            (0, node_fs_1.closeSync)(log);
    }
}
function openLog(file) {
    (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(file), { recursive: true });
    const isTooLong = (0, node_fs_1.existsSync)(file) && (0, node_fs_1.statSync)(file).size > MAX_LOG_BYTES;
    return (0, node_fs_1.openSync)(file, isTooLong ? 'w' : 'a', 0o600);
}
/** Tells whether a child has ended or never started. */
function hasExited(child) {
    return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
/** Waits until `isDone` holds and returns true, or false after `timeoutMs`. */
async function waitUntil(isDone, timeoutMs) {
    const deadline = performance.now() + timeoutMs;
    while (!(await isDone())) {
        if (performance.now() > deadline)
            return false;
        await (0, promises_1.setTimeout)(POLL_MS);
    }
    return true;
}
/** Ends a child with the first signal, and with the second if it is still there after `timeoutMs`. */
async function endChild(child, signals, timeoutMs) {
    for (const signal of signals) {
        if (hasExited(child))
            return;
        child.kill(signal);
        if (await waitUntil(() => hasExited(child), timeoutMs))
            return;
    }
    throw new Error(`Process ${child.pid ?? 0} did not end within ${timeoutMs} ms of ${signals[1]}.`);
}
/** Returns the last lines of a log, for an error message. */
function logTail(file, lines = 8) {
    if (file === undefined || !(0, node_fs_1.existsSync)(file))
        return '';
    return lastLines((0, node_fs_1.readFileSync)(file, 'utf8'), lines);
}
/** Returns the last lines of a text that are not blank. */
function lastLines(text, lines) {
    return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-lines)
        .join('\n');
}
//# sourceMappingURL=children.js.map