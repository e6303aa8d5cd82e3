"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.executableName = executableName;
exports.findOnPath = findOnPath;
exports.isExecutable = isExecutable;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
/** Returns the file name of a program on this platform. */
function executableName(name) {
    return process.platform === 'win32' ? `${name}.exe` : name;
}
/** Returns every executable of that name on the PATH of `env`, in its order. */
function findOnPath(name, env) {
    const folders = (env['PATH'] ?? env['Path'] ?? '').split(node_path_1.default.delimiter).filter((folder) => folder !== '');
    const files = folders.map((folder) => node_path_1.default.resolve(folder, executableName(name)));
    return [...new Set(files)].filter(isExecutable);
}
/** Tells whether a path is a file that this user may run. */
function isExecutable(file) {
    try {
        (0, node_fs_1.accessSync)(file, node_fs_1.constants.X_OK);
        return (0, node_fs_1.statSync)(file).isFile();
    }
    catch {
        return false;
    }
}
//# sourceMappingURL=executables.js.map