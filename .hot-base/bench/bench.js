"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.ADTECH = exports.CHECKOUT = void 0;
exports.repeat = repeat;
exports.removeFolder = removeFolder;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
/** The checkout: this file is `dist/bench/bench.js` when it runs. */
exports.CHECKOUT = node_path_1.default.join(__dirname, '..', '..');
/** The command line, as the built image starts it. */
exports.ADTECH = node_path_1.default.join(exports.CHECKOUT, 'dist', 'cli', 'main.js');
/** Runs `work` as often as the plan repeats, and tells on which repeat it is. */
async function repeat({ plan, say }, what, work) {
    for (let i = 1; i <= plan.repeats; i++) {
        say(`${what}, ${i} of ${plan.repeats}`);
        await work(i);
    }
}
/** Removes a folder; harmless when it is not there. */
function removeFolder(folder) {
    (0, node_fs_1.rmSync)(folder, { recursive: true, force: true });
}
//# sourceMappingURL=bench.js.map