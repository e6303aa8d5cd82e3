"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Trial = void 0;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const bench_1 = require("./bench");
const command_1 = require("./command");
const compare_1 = require("./compare");
const process_usage_1 = require("./process-usage");
const servers_1 = require("./servers");
const worker_process_1 = require("./worker-process");
/** The whole system, fresh: a database without rows, a new Temporal server, a lake with nothing but logs, workers that poll. */
class Trial {
    bench;
    logs;
    lake;
    temporal;
    databaseUrl;
    folder;
    #env;
    #workers = [];
    constructor(bench, logs, lake, temporal, databaseUrl, folder) {
        this.bench = bench;
        this.logs = logs;
        this.lake = lake;
        this.temporal = temporal;
        this.databaseUrl = databaseUrl;
        this.folder = folder;
        this.#env = {
            ...(0, command_1.ownEnvironment)(folder),
            LAKE_URL: lake.url,
            DATABASE_URL: databaseUrl,
            TEMPORAL_ADDRESS: temporal.address,
            START_DATE: bench.plan.dates[0] ?? '',
            // As in the image.
            MALLOC_ARENA_MAX: '2',
            // Node 20 is what this runs on; the AWS SDK need not say so at every command.
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        };
    }
    /** Runs `work` on a fresh system over the logs, and removes that whatever happens. */
    static async run(bench, logs, work, options = {}) {
        const { servers } = bench;
        bench.stop.throwIfAborted();
        const lake = bench.logs.openLake(logs);
        const folder = node_path_1.default.join(servers.folder, 'trial');
        (0, bench_1.removeFolder)(folder);
        (0, node_fs_1.mkdirSync)(folder, { recursive: true });
        const [temporal, databaseUrl] = await Promise.all([servers.startTemporal(), servers.createDatabase()]);
        const trial = new Trial(bench, logs, lake, temporal, databaseUrl, folder);
        try {
            await trial.#startWorkers(options);
            await work(trial);
        }
        finally {
            await Promise.all(trial.#workers.map((worker) => worker.stop()));
            await options.hosts?.disconnect();
            await Promise.all([temporal.stop(), servers.dropDatabase(databaseUrl)]);
            lake.remove();
            (0, bench_1.removeFolder)(folder);
        }
    }
    /** Runs `adtech …` with `--json` to its end, beside the workers. @throws Error when it does not exit with 0. */
    async time(...args) {
        const before = this.#cpuSeconds();
        const { wallSeconds, cpuSeconds } = await (0, command_1.timeCommand)(process.execPath, [bench_1.ADTECH, ...args, '--json'], {
            env: this.#env,
            cwd: this.folder,
            stop: this.bench.stop,
        });
        const after = this.#cpuSeconds();
        const peaks = this.#workers.map(({ pid }) => (0, process_usage_1.peakMemoryMb)(pid)).filter((peak) => peak !== undefined);
        return {
            wallSeconds,
            cpu: before === undefined || after === undefined || cpuSeconds === undefined
                ? undefined
                : {
                    worker: after.worker - before.worker,
                    temporal: after.temporal - before.temporal,
                    postgres: after.postgres - before.postgres,
                    command: cpuSeconds,
                },
            workerPeakMb: peaks.length === 0 ? undefined : Math.max(...peaks),
        };
    }
    /** Publishes the dates, each by a run of its own, and proves it. */
    backfill(dates) {
        return this.time(...backfillArguments(dates), '--only', 'all');
    }
    /** What the same command takes when it connects to everything, and then does nothing. */
    async startUpSeconds(dates) {
        return (await this.time(...backfillArguments(dates), '--only', 'all', '--dry-run')).wallSeconds;
    }
    /** Counts every object that is not counted yet. */
    count() {
        return this.time('count');
    }
    /** Holds what readers see for these dates against the lists of the same logs. @throws ResultsDifferError */
    async check(dates, logsKey = this.logs.key) {
        await (0, servers_1.withDatabase)(this.databaseUrl, async (client) => {
            for (const date of dates) {
                this.bench.stop.throwIfAborted();
                this.bench.lists.check(logsKey, 'ours', date, await (0, compare_1.publishedLists)(client, date));
            }
        });
    }
    async #startWorkers({ hosts, nodeOptions = [] }) {
        const places = hosts === undefined ? [{}] : await hosts.connect(this.temporal.address, this.databaseUrl);
        for (const [index, { networkNamespace, env = {} }] of places.entries()) {
            const worker = await (0, worker_process_1.startWorkerProcess)({
                env: { ...this.#env, ...env },
                folder: this.folder,
                logFile: node_path_1.default.join(this.folder, `worker-${index + 1}.log`),
                nodeOptions,
                ...(networkNamespace === undefined ? {} : { networkNamespace }),
                started: this.bench.servers.started,
                stop: this.bench.stop,
            });
            this.#workers.push(worker);
        }
    }
    #cpuSeconds() {
        const workers = this.#workers.map(({ pid }) => (0, process_usage_1.cpuSecondsOf)(pid));
        const temporal = (0, process_usage_1.cpuSecondsOf)(this.temporal.pid);
        const postgres = (0, process_usage_1.cpuSecondsOf)(this.bench.servers.postgres.pid);
        if (temporal === undefined || postgres === undefined)
            return undefined;
        return { worker: workers.reduce((sum, seconds) => sum + (seconds ?? 0), 0), temporal, postgres };
    }
}
exports.Trial = Trial;
function backfillArguments(dates) {
    return ['backfill', '--from', dates[0] ?? '', '--to', dates.at(-1) ?? '', '--yes'];
}
//# sourceMappingURL=system.js.map