"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.cachedProgram = cachedProgram;
exports.moveInto = moveInto;
exports.makeTemporaryFolder = makeTemporaryFolder;
const promises_1 = require("node:fs/promises");
const node_path_1 = __importDefault(require("node:path"));
const executables_1 = require("./executables");
const leftovers_1 = require("./leftovers");
/** Returns where the cache keeps a program: `<cacheDir>/<binary>-<version without v>/<binary>`. */
function cachedProgram(options) {
    const folder = `${options.binary}-${options.version.replace(/^v/, '')}`;
    return node_path_1.default.join(options.cacheDir, folder, (0, executables_1.executableName)(options.binary));
}
/** Moves a finished file to its place in one step, so that no reader ever sees half of it. */
async function moveInto(file, target) {
    await (0, promises_1.mkdir)(node_path_1.default.dirname(target), { recursive: true });
    await (0, promises_1.rename)(file, target);
}
/** Makes a folder of this process inside the cache, on the same disk as the target of the rename, and removes those of dead ones. */
async function makeTemporaryFolder(cacheDir) {
    await (0, promises_1.mkdir)(cacheDir, { recursive: true });
    for (const name of await (0, promises_1.readdir)(cacheDir)) {
        const pid = /^tmp-(\d+)-/.exec(name)?.[1];
        if (pid !== undefined && !(0, leftovers_1.isAlive)(Number(pid))) {
            await (0, promises_1.rm)(node_path_1.default.join(cacheDir, name), { recursive: true, force: true });
        }
    }
    return (0, promises_1.mkdtemp)(node_path_1.default.join(node_path_1.default.resolve(cacheDir), `tmp-${process.pid}-`));
}
//# sourceMappingURL=program-cache.js.map