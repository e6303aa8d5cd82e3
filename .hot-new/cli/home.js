"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Home = void 0;
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = __importDefault(require("node:path"));
const node_url_1 = require("node:url");
const leftovers_1 = require("../local/leftovers");
/** Where the embedded parts keep their data, in the folder that a command is called in. */
class Home {
    folder;
    constructor(folder = node_path_1.default.resolve('.adtech')) {
        this.folder = folder;
    }
    /** Address of the embedded lake. */
    get lakeUrl() {
        return (0, node_url_1.pathToFileURL)(node_path_1.default.join(this.folder, 'lake')).href;
    }
    /** A path below the folder. */
    file(...parts) {
        return node_path_1.default.join(this.folder, ...parts);
    }
    /** Where programs that were fetched are kept, shared by all checkouts of this user. */
    get cacheFolder() {
        return node_path_1.default.join((0, node_os_1.homedir)(), '.cache', 'adtech');
    }
    /** The start date that belongs to the sample logs of the embedded lake. */
    get sampleStartDate() {
        return this.#read('sample.json')?.startDate;
    }
    /** Remembers the first day of the sample logs. */
    rememberSample(startDate) {
        this.#write('sample.json', { startDate });
    }
    /** The embedded parts that run, if their `up` does. */
    get running() {
        const parts = this.#read('running.json');
        return parts !== undefined && (0, leftovers_1.processIdentity)(parts.pid) === parts.identity ? parts : undefined;
    }
    set running(parts) {
        if (parts === undefined)
            (0, node_fs_1.rmSync)(this.file('running.json'), { force: true });
        else
            this.#write('running.json', parts);
    }
    #read(name) {
        const file = this.file(name);
        return (0, node_fs_1.existsSync)(file) ? JSON.parse((0, node_fs_1.readFileSync)(file, 'utf8')) : undefined;
    }
    #write(name, content) {
        (0, node_fs_1.mkdirSync)(this.folder, { recursive: true });
        // The address of the embedded Postgres holds its password.
        (0, node_fs_1.writeFileSync)(this.file(name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    }
}
exports.Home = Home;
//# sourceMappingURL=home.js.map