"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = runTask;
const node_v8_1 = require("node:v8");
const node_vm_1 = require("node:vm");
const open_lake_1 = require("../storage/open-lake");
const tasks_1 = require("./tasks");
const thread_errors_1 = require("./thread-errors");
/** What a task may leave behind in memory before it is collected at once. */
const GARBAGE_BYTES = 24 * 1024 * 1024;
// V8 sees little haste in collecting large arrays; here that takes milliseconds and halves what a worker needs.
(0, node_v8_1.setFlagsFromString)('--expose-gc');
const collectGarbage = (0, node_vm_1.runInNewContext)('gc');
/** What was left in memory when it was collected last: shared counts that other threads work with, for instance. */
let keptBytes = 0;
function memoryInUse() {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
}
let opened;
/** Runs one task in a thread of the pool. */
async function runTask({ lake, task, input, port }) {
    if (opened?.url !== lake.url)
        opened = { url: lake.url, lake: await (0, open_lake_1.openLake)(lake.url, lake.options) };
    const run = tasks_1.TASKS[task];
    try {
        const onProgress = (details) => {
            port.postMessage(details);
        };
        return { result: await run(opened.lake, input, { onProgress }) };
    }
    catch (error) {
        return { error: (0, thread_errors_1.toPlainError)(error) };
    }
    finally {
        port.close();
        if (memoryInUse() - keptBytes > GARBAGE_BYTES) {
            collectGarbage();
            keptBytes = memoryInUse();
        }
    }
}
//# sourceMappingURL=thread.js.map