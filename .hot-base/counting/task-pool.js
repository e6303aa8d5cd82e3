"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.TaskPool = void 0;
const node_path_1 = __importDefault(require("node:path"));
const node_worker_threads_1 = require("node:worker_threads");
const piscina_1 = require("piscina");
const thread_errors_1 = require("./thread-errors");
/** Heap of a thread for short-lived objects: more makes garbage dearer to keep than to collect. */
const YOUNG_HEAP_MB = 16;
/** Threads for the long work, so that the thread of the worker stays free for its heartbeats. */
class TaskPool {
    #piscina;
    #lake;
    /** @param threads how many tasks run side by side. */
    constructor(lakeUrl, options, threads) {
        this.#lake = { url: lakeUrl, options };
        this.#piscina = new piscina_1.Piscina({
            filename: node_path_1.default.join(__dirname, 'thread.js'),
            minThreads: threads,
            maxThreads: threads,
            idleTimeout: Infinity,
            resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
        });
    }
    /** Runs a task in a free thread, or in the first that becomes free; an abort ends its thread at once. */
    async run(task, input, { signal, onProgress } = {}) {
        signal?.throwIfAborted();
        const { port1, port2 } = new node_worker_threads_1.MessageChannel();
        port1.on('message', (details) => onProgress?.(details));
        try {
            const answer = await this.#piscina.run({ lake: this.#lake, task, input, port: port2 }, { transferList: [port2], ...(signal === undefined ? {} : { signal }) });
            if ('error' in answer)
                throw (0, thread_errors_1.fromPlainError)(answer.error);
            return answer.result;
        }
        catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
        finally {
            port1.close();
        }
    }
    /** Ends all threads, and the tasks in them. */
    async close() {
        await this.#piscina.destroy();
    }
}
exports.TaskPool = TaskPool;
//# sourceMappingURL=task-pool.js.map