"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.profiledSize = profiledSize;
exports.profileWorker = profileWorker;
exports.readProfiles = readProfiles;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const node_url_1 = require("node:url");
const bench_1 = require("./bench");
const plan_1 = require("./plan");
const system_1 = require("./system");
const TOP_FUNCTIONS = 10;
const MIN_SHARE = 0.01;
const MICROSECONDS_PER_SECOND = 1e6;
/** A thread without work: of the event loop, or of the pool that waits for a task. */
const IDLE = /^(\(idle\)|atomicsWaitLoop )/;
/** The size that is profiled: M if it was asked for, else the largest. */
function profiledSize({ sizes }) {
    const [fallback] = [...sizes].reverse();
    const size = sizes.find(({ name }) => name === 'M') ?? fallback ?? plan_1.SIZES[0];
    if (size === undefined)
        throw new Error('there is no size');
    return size;
}
/** Runs all dates once with V8's profiler in every thread of the worker. The profiler itself takes time, too. */
async function profileWorker(bench) {
    const logs = await bench.logs.logs(profiledSize(bench.plan));
    const folder = node_path_1.default.join(bench.servers.folder, 'profiles');
    (0, bench_1.removeFolder)(folder);
    (0, node_fs_1.mkdirSync)(folder);
    await system_1.Trial.run(bench, logs, async (trial) => {
        bench.say(`profiling the worker over ${bench.plan.dates.length} dates of ${logs.size.name}`);
        await trial.backfill(bench.plan.dates);
    }, { nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`] });
    return readProfiles(folder);
}
/** Where each thread of a process spent its time that has written its profiles into a folder. */
function readProfiles(folder) {
    const threads = (0, node_fs_1.readdirSync)(folder)
        .filter((name) => name.endsWith('.cpuprofile'))
        .map((name) => ({
        // CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile
        thread: Number(name.split('.')[4]),
        profile: JSON.parse((0, node_fs_1.readFileSync)(node_path_1.default.join(folder, name), 'utf8')),
    }));
    return threads
        .sort((a, b) => a.thread - b.thread)
        .map(({ thread, profile }) => summarise(thread === 0 ? 'main' : `thread ${thread}`, profile))
        .filter(({ functions }) => functions.length > 0);
}
function summarise(name, { nodes, samples = [], timeDeltas = [] }) {
    const labels = new Map(nodes.map(({ id, callFrame }) => [id, labelOf(callFrame)]));
    const selfSeconds = new Map();
    samples.forEach((id, i) => {
        const label = labels.get(id) ?? '';
        const seconds = Math.max(0, timeDeltas[i] ?? 0) / MICROSECONDS_PER_SECOND;
        selfSeconds.set(label, (selfSeconds.get(label) ?? 0) + seconds);
    });
    for (const label of selfSeconds.keys())
        if (IDLE.test(label))
            selfSeconds.delete(label);
    const busySeconds = [...selfSeconds.values()].reduce((sum, seconds) => sum + seconds, 0);
    const functions = [...selfSeconds]
        .map(([label, seconds]) => ({ label, selfSeconds: seconds, share: seconds / busySeconds }))
        .filter(({ share }) => share >= MIN_SHARE)
        .sort((a, b) => b.selfSeconds - a.selfSeconds)
        .slice(0, TOP_FUNCTIONS);
    return { name, busySeconds, functions };
}
/** The function with its file below the checkout, or the package that it is of. */
function labelOf({ functionName, url, lineNumber }) {
    const name = functionName === '' ? '(anonymous)' : functionName;
    if (url === '')
        return name;
    const file = url.startsWith('file://') ? node_path_1.default.relative(bench_1.CHECKOUT, (0, node_url_1.fileURLToPath)(url)) : url;
    const place = file.replace(/^.*node_modules\//, '').replaceAll(node_path_1.default.sep, '/');
    return `${name} ${place}:${lineNumber + 1}`;
}
//# sourceMappingURL=profile.js.map