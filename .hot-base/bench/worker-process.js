"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startWorkerProcess = startWorkerProcess;
const node_fs_1 = require("node:fs");
const bench_1 = require("./bench");
const server_process_1 = require("./server-process");
const POLLING = 'worker is polling';
/** Starts `adtech worker` and waits until it polls. @throws Error with the end of its log when it ends before. */
function startWorkerProcess(options) {
    const { nodeOptions = [], networkNamespace, ...common } = options;
    const command = [process.execPath, ...nodeOptions, bench_1.ADTECH, 'worker'];
    return (0, server_process_1.startServerProcess)({
        ...common,
        what: 'the worker',
        // `ip netns exec` becomes the command: the process id is the worker's own.
        command: networkNamespace === undefined ? command : ['ip', 'netns', 'exec', networkNamespace, ...command],
        isReady: () => (0, node_fs_1.readFileSync)(options.logFile, 'utf8').includes(POLLING),
    });
}
//# sourceMappingURL=worker-process.js.map