"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.installTemporalRuntime = installTemporalRuntime;
const worker_1 = require("@temporalio/worker");
const PINO_LEVEL = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' };
/** Sends the log of Temporal's SDK to `log`. Once in a process, before its first connection. */
function installTemporalRuntime(log) {
    const logger = new worker_1.DefaultLogger('INFO', ({ level, message, meta }) => {
        const { error, ...rest } = (meta ?? {});
        log[PINO_LEVEL[level]](error === undefined ? rest : { ...rest, err: error }, message);
    });
    // Signals are the command line's: it stops its parts in order.
    worker_1.Runtime.install({ logger, shutdownSignals: [] });
}
//# sourceMappingURL=temporal-runtime.js.map