"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.goInstall = goInstall;
const promises_1 = require("node:fs/promises");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("./children");
const executables_1 = require("./executables");
const program_cache_1 = require("./program-cache");
const INSTALL_TIMEOUT_MS = 30 * 60_000;
const PROGRESS_EVERY_MS = 30_000;
/**
 * Returns a program from the cache, or installs it there with `go install`; several processes may do so at once. Throws if
 * Go is missing or fails.
 */
async function goInstall(options) {
    const target = (0, program_cache_1.cachedProgram)(options);
    if (!options.overwrite && (0, executables_1.isExecutable)(target))
        return target;
    const [go] = (0, executables_1.findOnPath)('go', options.env);
    if (go === undefined)
        throw new Error('Go is not on the PATH');
    const source = `${options.module}@${options.version}`;
    options.onProgress(`Installing ${options.binary} with "go install ${source}"; this takes ${options.duration ?? 'some minutes'}, once.`);
    const folder = await (0, program_cache_1.makeTemporaryFolder)(options.cacheDir);
    const stopTelling = tellElapsed(options);
    try {
        const { code, output } = await (0, children_1.runCommand)(go, ['install', source], {
            // Inside the folder no go.mod or go.work of the caller can interfere.
            cwd: folder,
            env: { ...options.env, CGO_ENABLED: '0', GOBIN: folder, GOWORK: 'off' },
            timeoutMs: INSTALL_TIMEOUT_MS,
            killSignal: 'SIGINT',
            ...(options.signal && { signal: options.signal }),
        });
        if (code !== 0)
            throw new Error(`"go install ${source}" failed: ${(0, children_1.lastLines)(output, 4).slice(-800)}`);
        await (0, program_cache_1.moveInto)(node_path_1.default.join(folder, (0, executables_1.executableName)(options.binary)), target);
        return target;
    }
    finally {
        stopTelling();
        await (0, promises_1.rm)(folder, { recursive: true, force: true });
    }
}
function tellElapsed(options) {
    const start = performance.now();
    const timer = setInterval(() => {
        const seconds = Math.round((performance.now() - start) / 1000);
        const elapsed = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
        options.onProgress(`Still installing ${options.binary} with Go: ${elapsed} so far.`);
    }, options.progressEveryMs ?? PROGRESS_EVERY_MS);
    return () => {
        clearInterval(timer);
    };
}
//# sourceMappingURL=go-install.js.map