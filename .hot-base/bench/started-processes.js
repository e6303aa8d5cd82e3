"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.StartedProcesses = void 0;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("../local/children");
const leftovers_1 = require("../local/leftovers");
const END_TIMEOUT_MS = 10_000;
/** The servers and workers that were started, so that none outlives the bench, however that ends. */
class StartedProcesses {
    file;
    #started = [];
    /** @param file remembers them, for the next call when this one is killed. */
    constructor(file) {
        this.file = file;
        process.once('exit', () => {
            for (const { pid } of this.#started)
                kill(pid);
        });
    }
    /** Ends the process should this one end before it; the function that is returned forgets it. */
    add(pid) {
        const identity = pid === undefined ? undefined : (0, leftovers_1.processIdentity)(pid);
        if (pid === undefined || identity === undefined)
            return () => undefined;
        const started = { pid, identity };
        this.#remember([...this.#started, started]);
        return () => {
            this.#remember(this.#started.filter((other) => other !== started));
        };
    }
    /** Ends what a call that was killed has left behind. */
    async endLeftovers() {
        const left = this.#read().filter(({ pid, identity }) => (0, leftovers_1.processIdentity)(pid) === identity);
        for (const { pid } of left)
            kill(pid);
        await (0, children_1.waitUntil)(() => !left.some(({ pid }) => (0, leftovers_1.isAlive)(pid)), END_TIMEOUT_MS);
    }
    #read() {
        try {
            return JSON.parse((0, node_fs_1.readFileSync)(this.file, 'utf8'));
        }
        catch {
            // No call before this one, or one that was killed while it wrote.
            return [];
        }
    }
    #remember(started) {
        this.#started = started;
        (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(this.file), { recursive: true });
        (0, node_fs_1.writeFileSync)(this.file, JSON.stringify(started));
    }
}
exports.StartedProcesses = StartedProcesses;
function kill(pid) {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch {
        // It has ended by itself.
    }
}
//# sourceMappingURL=started-processes.js.map