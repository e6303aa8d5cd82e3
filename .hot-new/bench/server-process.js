"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startServerProcess = startServerProcess;
const children_1 = require("../local/children");
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 45_000;
/** Starts a process and waits until it is ready. @throws Error with the end of its log when it ends before. */
async function startServerProcess(options) {
    const { what, command, env, folder, logFile, isReady, started, stop } = options;
    const [program = '', ...args] = command;
    const child = (0, children_1.startServer)(program, args, { env, cwd: folder, logFile });
    const forget = started.add(child.pid);
    const end = async () => {
        await (0, children_1.endChild)(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS);
        forget();
    };
    const hasStarted = await (0, children_1.waitUntil)(async () => stop.aborted || (0, children_1.hasExited)(child) || (await isReady()), START_TIMEOUT_MS);
    if (child.pid === undefined || (0, children_1.hasExited)(child) || !hasStarted || stop.aborted) {
        await end();
        stop.throwIfAborted();
        throw new Error(`${what} did not start:\n${(0, children_1.logTail)(logFile)}`);
    }
    return { pid: child.pid, stop: end };
}
//# sourceMappingURL=server-process.js.map