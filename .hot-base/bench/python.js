"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.preparePython = preparePython;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const settings_1 = require("../config/settings");
const executables_1 = require("../local/executables");
const bench_1 = require("./bench");
const command_1 = require("./command");
/**
 * Path of a Python that has the packages of a requirements file, in an environment below `folder` that later calls find again.
 * @throws Error with the reason why there is none.
 */
async function preparePython(requirements, folder, say, stop) {
    const key = (0, node_crypto_1.createHash)('sha256').update((0, node_fs_1.readFileSync)(requirements)).digest('hex').slice(0, 12);
    const environment = node_path_1.default.join(folder, `python-${key}`);
    const python = node_path_1.default.join(environment, 'bin', 'python');
    const stamp = node_path_1.default.join(environment, 'complete');
    if ((0, node_fs_1.existsSync)(stamp))
        return python;
    const [system] = (0, executables_1.findOnPath)('python3', (0, settings_1.childEnvironment)());
    if (system === undefined)
        throw new Error('python3 is not on the PATH');
    say('installing the Python packages of the peers, once');
    (0, bench_1.removeFolder)(environment);
    // Its own environment lacks the caller's settings for pip, without which some networks have no package index.
    const options = { env: (0, settings_1.childEnvironment)(), cwd: folder, stop };
    await (0, command_1.timeCommand)(system, ['-m', 'venv', environment], options);
    await (0, command_1.timeCommand)(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements], options);
    (0, node_fs_1.writeFileSync)(stamp, '');
    return python;
}
//# sourceMappingURL=python.js.map