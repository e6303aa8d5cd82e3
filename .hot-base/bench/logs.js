"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.LogStore = void 0;
exports.addLateObject = addLateObject;
const node_fs_1 = require("node:fs");
const promises_1 = require("node:stream/promises");
const node_path_1 = __importDefault(require("node:path"));
const node_url_1 = require("node:url");
const logs_1 = require("../domain/logs");
const bench_1 = require("./bench");
const command_1 = require("./command");
const plan_1 = require("./plan");
const SEED = 1;
const SKEW = 1;
/** One row in this many comes late, for `late-object`. */
const LATE_ROWS_OF = 100;
/** Makes logs, and lakes of them. */
class LogStore {
    folder;
    say;
    stop;
    #warm = new Set();
    #lakes = 0;
    constructor(folder, say, stop) {
        this.folder = folder;
        this.say = say;
        this.stop = stop;
        // Lakes of a call that was killed.
        (0, bench_1.removeFolder)(node_path_1.default.join(folder, 'lakes'));
    }
    /** The logs of a size, generated if they are not there; their bytes are in the page cache afterwards, if they fit. */
    async logs(size) {
        const options = sampleOptions(size);
        const key = options.map((option) => option.slice(2)).join('_');
        const folder = node_path_1.default.join(this.folder, 'logs', key);
        if (!(0, node_fs_1.existsSync)(folder))
            await this.#generate(options, folder);
        if (!this.#warm.has(key)) {
            for (const name of logs_1.LOG_NAMES)
                await readThrough(logFile(folder, name));
            this.#warm.add(key);
        }
        return { key, size, folder };
    }
    /** One late object for logs of a size: 1 % of the rows of `ads_views`, over the same keys. */
    async lateObject(size) {
        const late = await this.logs({ ...size, rows: Math.max(1, Math.floor(size.rows / LATE_ROWS_OF)) });
        return logFile(late.folder, 'ads_views');
    }
    /** A lake of its own for one repeat, which holds links to the logs. */
    openLake(logs) {
        const folder = node_path_1.default.join(this.folder, 'lakes', String(++this.#lakes));
        (0, node_fs_1.mkdirSync)(node_path_1.default.join(folder, 'input'), { recursive: true });
        const files = Object.fromEntries(logs_1.LOG_NAMES.map((name) => {
            (0, node_fs_1.linkSync)(logFile(logs.folder, name), logFile(folder, name));
            return [name, [logFile(folder, name)]];
        }));
        return {
            folder,
            url: (0, node_url_1.pathToFileURL)(folder).href,
            files,
            remove: () => {
                (0, bench_1.removeFolder)(folder);
            },
        };
    }
    async #generate(options, folder) {
        this.say(`generating logs: ${options.join(' ')}`);
        const unfinished = `${folder}.unfinished`;
        (0, bench_1.removeFolder)(unfinished);
        (0, node_fs_1.mkdirSync)(unfinished, { recursive: true });
        const out = `--out=${(0, node_url_1.pathToFileURL)(unfinished).href}`;
        await (0, command_1.timeCommand)(process.execPath, [bench_1.ADTECH, 'sample', out, ...options, '--overwrite', '--json'], {
            env: (0, command_1.ownEnvironment)(this.folder),
            cwd: this.folder,
            stop: this.stop,
        });
        (0, node_fs_1.renameSync)(unfinished, folder);
    }
}
exports.LogStore = LogStore;
/** What the logs of a size are made of, as `adtech sample` takes it; the same options give the same bytes. */
function sampleOptions(size) {
    return Object.entries({
        rows: size.rows,
        days: plan_1.LOG_DAYS,
        seed: SEED,
        to: plan_1.LAST_LOG_DAY,
        advertisers: size.activeAdvertisers,
        inactive: size.inactiveAdvertisers,
        products: plan_1.PRODUCTS,
        skew: SKEW,
    }).map(([name, value]) => `--${name}=${value}`);
}
/** Puts one more object of `ads_views` into a lake; returns the lake's files with it. */
function addLateObject(lake, file) {
    const late = node_path_1.default.join(lake.folder, 'input', 'ads_views', 'late.csv');
    (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(late), { recursive: true });
    (0, node_fs_1.linkSync)(file, late);
    return { ...lake.files, ads_views: [...lake.files.ads_views, late] };
}
function logFile(folder, name) {
    return node_path_1.default.join(folder, 'input', `${name}.csv`);
}
async function readThrough(file) {
    await (0, promises_1.finished)((0, node_fs_1.createReadStream)(file, { highWaterMark: 1 << 20 }).resume());
}
//# sourceMappingURL=logs.js.map