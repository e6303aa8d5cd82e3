"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.downloadWithSdk = downloadWithSdk;
const node_child_process_1 = require("node:child_process");
const node_fs_1 = require("node:fs");
const promises_1 = require("node:fs/promises");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("./children");
const program_cache_1 = require("./program-cache");
const STALL_TIMEOUT_MS = 20_000;
const TOTAL_TIMEOUT_MS = 10 * 60_000;
/**
 * The SDK has no call that downloads and no more, so a dev server is started and torn down. It runs in a process of its own:
 * a download cannot be cancelled otherwise, and in ours the SDK would install its Runtime, with its own signal handlers,
 * before the worker can.
 */
const DOWNLOAD_SCRIPT = `
const [sdk, downloadDir, version] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(sdk);
TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', downloadDir, version } } })
  .then((environment) => environment.teardown())
  .catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });
`;
/**
 * Lets the Temporal SDK download its dev server and moves it to `target`, which is returned; throws if nothing arrives for
 * 20 s, or after 10 minutes.
 */
async function downloadWithSdk(version, target, options) {
    options.onProgress(`Downloading the Temporal server ${version} with the SDK, once.`);
    const folder = await (0, program_cache_1.makeTemporaryFolder)(options.cacheDir);
    try {
        const fault = await runDownload(folder, version, options);
        const file = (0, node_fs_1.readdirSync)(folder).find((name) => !name.endsWith('.downloading'));
        if (file === undefined) {
            options.onProgress(`The download failed: ${fault}.`);
            throw new Error(fault);
        }
        await (0, program_cache_1.moveInto)(node_path_1.default.join(folder, file), target);
        return target;
    }
    finally {
        await (0, promises_1.rm)(folder, { recursive: true, force: true });
    }
}
async function runDownload(folder, version, options) {
    const sdk = require.resolve('@temporalio/testing');
    const child = (0, node_child_process_1.spawn)(process.execPath, ['-e', DOWNLOAD_SCRIPT, sdk, folder, version], {
        env: options.env,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        // A group of its own, so that the dev server it may have started ends with it.
        detached: true,
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
        said = (said + chunk.toString('utf8')).slice(-2000);
    });
    child.on('error', () => undefined);
    let bytes = 0;
    let lastGrowthAt = performance.now();
    const isStalled = () => {
        const now = sizeOf(folder);
        if (now !== bytes)
            [bytes, lastGrowthAt] = [now, performance.now()];
        return performance.now() - lastGrowthAt > STALL_TIMEOUT_MS;
    };
    await (0, children_1.waitUntil)(() => (0, children_1.hasExited)(child) || options.signal?.aborted === true || isStalled(), TOTAL_TIMEOUT_MS);
    if ((0, children_1.hasExited)(child))
        return shorten(said);
    if (child.pid !== undefined)
        process.kill(-child.pid, 'SIGKILL');
    await (0, children_1.waitUntil)(() => (0, children_1.hasExited)(child), STALL_TIMEOUT_MS);
    return `gave up: nothing arrived for ${STALL_TIMEOUT_MS / 1000} s, or it was not done after ${TOTAL_TIMEOUT_MS / 60_000} minutes`;
}
function sizeOf(folder) {
    return (0, node_fs_1.readdirSync)(folder).reduce((sum, name) => {
        const file = (0, node_fs_1.statSync)(node_path_1.default.join(folder, name), { throwIfNoEntry: false });
        return sum + (file?.size ?? 0);
    }, 0);
}
/** The SDK's message repeats the address for each layer it passed; the last line of it is enough. */
function shorten(message) {
    const line = (0, children_1.lastLines)(message, 1).replace(/^Failed to start ephemeral server: /, '');
    return line === '' ? 'it ended without a file' : line.slice(0, 400);
}
//# sourceMappingURL=sdk-download.js.map