"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.COLUMN_ROLES = exports.MAX_FAST_COLUMNS = exports.ARENA_BYTES = exports.INPUT_BYTES = void 0;
exports.createScannerModule = createScannerModule;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
/** Bytes of a log that the scanner holds at a time. */
exports.INPUT_BYTES = 1 << 20;
/** Ids and counts that one table may take before it is handed over: 130,000 to 16 million cells, as they lie together. */
exports.ARENA_BYTES = 64 << 20;
/** Most columns of a record that the fast path tells apart. */
exports.MAX_FAST_COLUMNS = 256;
/** What a column of a record is to the scanner. */
exports.COLUMN_ROLES = { advertiser_id: 1, product_id: 2, type: 3, date: 4 };
/** Room behind the input for the values of one record, each with bytes after it that may be read along. */
const SCRATCH_BYTES = 1024;
/** The build puts it beside the compiled code; tests run from the sources. */
const LOCATIONS = [
    node_path_1.default.join(__dirname, 'scanner.wasm'),
    node_path_1.default.join(__dirname, '..', 'dist', 'counting', 'scanner.wasm'),
];
let compiled;
/** Makes a scanner; it takes about 16 MB of memory, and up to `arenaBytes` more as its tables fill. */
function createScannerModule(arenaBytes = exports.ARENA_BYTES) {
    if (compiled === undefined) {
        const file = LOCATIONS.find((location) => (0, node_fs_1.existsSync)(location));
        if (file === undefined)
            throw new Error('scanner.wasm is not built; run `npm run build`');
        compiled = new WebAssembly.Module((0, node_fs_1.readFileSync)(file));
    }
    const abort = () => {
        throw new Error('the scanner ran out of memory');
    };
    const instance = new WebAssembly.Instance(compiled, { env: { abort } });
    const wasm = instance.exports;
    wasm.setUp(exports.INPUT_BYTES + SCRATCH_BYTES, arenaBytes);
    const { buffer } = wasm.memory;
    const inputAddress = wasm.input.value;
    return {
        wasm,
        input: Buffer.from(buffer, inputAddress, exports.INPUT_BYTES + SCRATCH_BYTES),
        inputAddress,
        bytes: Buffer.from(buffer),
        words: new Uint32Array(buffer),
    };
}
//# sourceMappingURL=scanner-module.js.map