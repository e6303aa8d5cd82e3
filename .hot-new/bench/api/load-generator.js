"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.LoadGenerator = void 0;
const node_child_process_1 = require("node:child_process");
const node_events_1 = require("node:events");
const node_path_1 = __importDefault(require("node:path"));
const command_1 = require("../command");
const PROGRAM = node_path_1.default.join(__dirname, 'load-process.js');
/** autocannon in a process of its own: its CPU time is not that of the bench, nor of any contestant. */
class LoadGenerator {
    #child;
    #forget;
    constructor({ folder, started }) {
        this.#child = (0, node_child_process_1.fork)(PROGRAM, { execArgv: [], env: (0, command_1.ownEnvironment)(folder), cwd: folder });
        this.#forget = started.add(this.#child.pid);
    }
    /** Does one round, to its end or to that of `finish`. @throws Error when the generator ends, and the reason of `stop` when that is aborted. */
    async run(round, stop) {
        stop.throwIfAborted();
        const over = new AbortController();
        const signal = AbortSignal.any([stop, over.signal]);
        try {
            const answered = (0, node_events_1.once)(this.#child, 'message', { signal });
            const exited = (0, node_events_1.once)(this.#child, 'exit', { signal });
            this.#send(round);
            const [report] = (await Promise.race([
                answered,
                exited.then(() => Promise.reject(new Error('the load generator has ended'))),
            ]));
            return report;
        }
        catch (error) {
            stop.throwIfAborted();
            throw error;
        }
        finally {
            over.abort();
        }
    }
    /** Ends the round under way: its report comes as if its time were over. */
    finish() {
        this.#send('finish');
    }
    /** Ends the process. */
    stop() {
        this.#child.disconnect();
        this.#forget();
    }
    #send(message) {
        // When it has ended, whoever waits for its report is told.
        this.#child.send(message, () => undefined);
    }
}
exports.LoadGenerator = LoadGenerator;
//# sourceMappingURL=load-generator.js.map