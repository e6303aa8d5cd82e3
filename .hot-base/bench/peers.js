"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Peers = void 0;
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = __importDefault(require("node:path"));
const bench_1 = require("./bench");
const command_1 = require("./command");
const compare_1 = require("./compare");
const python_1 = require("./python");
const SCRIPTS = node_path_1.default.join(bench_1.CHECKOUT, 'bench', 'peers');
const PAPA = node_path_1.default.join(__dirname, 'peers', 'papa.js');
/** The peers that can run here, the ones expected to be fastest first. */
class Peers {
    folder;
    all;
    notes;
    versions;
    constructor(folder, all, 
    /** Why others cannot run here. */
    notes, 
    /** Versions by name. */
    versions) {
        this.folder = folder;
        this.all = all;
        this.notes = notes;
        this.versions = versions;
    }
    /** Installs the Python packages into a folder of the bench's own, unless they are there. */
    static async prepare(folder, say, stop) {
        const papa = {
            name: 'Papa Parse',
            allDatesUpToRows: Infinity,
            upToRows: 5_000_000,
            readsOnce: true,
            command: [process.execPath, PAPA],
        };
        try {
            const python = await (0, python_1.preparePython)(node_path_1.default.join(SCRIPTS, 'requirements.txt'), folder, say, stop);
            return new Peers(folder, [...pythonPeers(python), papa], [], new Map());
        }
        catch (error) {
            stop.throwIfAborted();
            const reason = error instanceof Error ? error.message : String(error);
            const note = `DuckDB, Polars and pandas are left out: ${reason}`;
            say(note);
            return new Peers(folder, [papa], [note], new Map());
        }
    }
    /** Those that a size is not too large for. */
    of(size) {
        return this.all.filter(({ upToRows }) => size.rows <= upToRows);
    }
    /** The dates that a peer does of a size. */
    datesOf(peer, size, dates) {
        return size.rows <= peer.allDatesUpToRows ? dates : dates.slice(-1);
    }
    /** Runs a peer, and holds its lists against all others of the same logs. @throws ResultsDifferError */
    async run(bench, peer, input) {
        const out = node_path_1.default.join(this.folder, 'peer-lists');
        (0, bench_1.removeFolder)(out);
        (0, node_fs_1.mkdirSync)(out, { recursive: true });
        const task = JSON.stringify({
            ...input.files,
            dates: input.dates,
            out,
            threads: (0, node_os_1.availableParallelism)(),
        });
        const [program = '', ...args] = peer.command;
        const { output, wallSeconds, cpuSeconds } = await (0, command_1.timeCommand)(program, [...args, task], {
            env: (0, command_1.ownEnvironment)(this.folder),
            cwd: this.folder,
            stop: bench.stop,
        });
        const report = reportIn(output);
        this.versions.set(peer.name.replace(/,.*/, ''), report.version);
        for (const date of input.dates) {
            bench.lists.check(input.logsKey, peer.name, date, await (0, compare_1.writtenLists)(out, date));
        }
        (0, bench_1.removeFolder)(out);
        return {
            wallSeconds,
            cpuSeconds,
            peakMb: report.peak_memory_mb,
            scanSeconds: report.scan_seconds ?? undefined,
        };
    }
}
exports.Peers = Peers;
/** The last line; a library may have warned of something before it. */
function reportIn(output) {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}
function pythonPeers(python) {
    const peer = (name, script) => ({
        name,
        allDatesUpToRows: Infinity,
        upToRows: Infinity,
        readsOnce: true,
        // Without -B it would write compiled files beside its script.
        command: [python, '-B', node_path_1.default.join(SCRIPTS, script)],
    });
    return [
        peer('DuckDB', 'duckdb_scan.py'),
        peer('Polars', 'polars_scan.py'),
        peer('pandas, one scan', 'pandas_once.py'),
        {
            ...peer('pandas, as the first version', 'pandas_each_date.py'),
            allDatesUpToRows: 100_000,
            readsOnce: false,
        },
    ];
}
//# sourceMappingURL=peers.js.map