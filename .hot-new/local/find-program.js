"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.goInstall = void 0;
exports.findTemporal = findTemporal;
const node_fs_1 = require("node:fs");
const children_1 = require("./children");
const executables_1 = require("./executables");
const go_install_1 = require("./go-install");
const program_cache_1 = require("./program-cache");
const sdk_download_1 = require("./sdk-download");
var go_install_2 = require("./go-install");
Object.defineProperty(exports, "goInstall", { enumerable: true, get: function () { return go_install_2.goInstall; } });
const TEMPORAL = {
    module: 'github.com/temporalio/cli/cmd/temporal',
    version: 'v1.5.1',
    binary: 'temporal',
    duration: '5 to 8 minutes and 200 MB',
};
const VERSION_TIMEOUT_MS = 30_000;
/**
 * Returns the path of a `temporal` that runs: from the PATH, the cache, the SDK's download or `go install`, in this order;
 * throws an error that names every way tried, why it failed, and what to do.
 */
async function findTemporal(options) {
    const cached = (0, program_cache_1.cachedProgram)({ ...TEMPORAL, cacheDir: options.cacheDir });
    const failures = [];
    const ways = [
        {
            name: '`temporal` on the PATH',
            find: () => firstWorking((0, executables_1.findOnPath)('temporal', options.env), options),
        },
        {
            name: `the cache, ${cached}`,
            find: () => firstWorking((0, node_fs_1.existsSync)(cached) ? [cached] : [], options),
        },
        {
            name: "the Temporal SDK's own download",
            find: async () => firstWorking([await (0, sdk_download_1.downloadWithSdk)(TEMPORAL.version, cached, options)], options),
        },
        {
            name: `\`go install ${TEMPORAL.module}@${TEMPORAL.version}\``,
            find: async () => firstWorking([await (0, go_install_1.goInstall)({ ...options, ...TEMPORAL, overwrite: true })], options),
        },
    ];
    for (const way of ways) {
        options.signal?.throwIfAborted();
        try {
            return await way.find();
        }
        catch (error) {
            options.signal?.throwIfAborted();
            failures.push(`${failures.length + 1}. ${way.name}: ${messageOf(error)}`);
        }
    }
    throw new Error([
        'No Temporal server could be found or fetched. Tried:',
        ...failures.map((failure) => `  ${failure}`),
        'What to do, any one of these:',
        '  - install `temporal` (https://docs.temporal.io/cli) so that it is on the PATH;',
        '  - set TEMPORAL_ADDRESS to a Temporal server that runs elsewhere;',
        '  - install Go (https://go.dev/dl) and run this again.',
    ].join('\n'));
}
async function firstWorking(candidates, options) {
    const faults = [];
    for (const candidate of candidates) {
        const fault = await faultOf(candidate, options);
        if (fault === undefined)
            return candidate;
        options.onProgress(`Skipping ${candidate}: ${fault}.`);
        faults.push(`${candidate}: ${fault}`);
    }
    throw new Error(faults.length === 0 ? 'not there' : faults.join('; '));
}
async function faultOf(candidate, options) {
    if (!(0, executables_1.isExecutable)(candidate))
        return 'it is not an executable file';
    const { code, output } = await (0, children_1.runCommand)(candidate, ['--version'], {
        env: options.env,
        timeoutMs: VERSION_TIMEOUT_MS,
        ...(options.signal && { signal: options.signal }),
    });
    if (code === 0 && output.includes('temporal version'))
        return undefined;
    const said = (0, children_1.lastLines)(output, 1).slice(0, 200);
    return `"--version" ${code === 0 ? 'answered like another program' : 'failed'}${said === '' ? '' : ` (${said})`}`;
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
//# sourceMappingURL=find-program.js.map