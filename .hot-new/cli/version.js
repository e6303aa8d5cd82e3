"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.programVersion = programVersion;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
/** The version of this program, as its package says. */
function programVersion() {
    // Compiled code lies one folder deeper than its source.
    const file = ['..', '../..']
        .map((up) => node_path_1.default.join(__dirname, up, 'package.json'))
        .find((one) => (0, node_fs_1.existsSync)(one));
    const { version } = JSON.parse((0, node_fs_1.readFileSync)(file ?? 'package.json', 'utf8'));
    return version;
}
//# sourceMappingURL=version.js.map