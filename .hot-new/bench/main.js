"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const node_path_1 = __importDefault(require("node:path"));
const run_api_1 = require("./api/run-api");
const bench_1 = require("./bench");
const compare_1 = require("./compare");
const document_1 = require("./document");
const logs_1 = require("./logs");
const counting_1 = require("./measures/counting");
const dates_1 = require("./measures/dates");
const late_object_1 = require("./measures/late-object");
const many_dates_1 = require("./measures/many-dates");
const memory_1 = require("./measures/memory");
const one_date_1 = require("./measures/one-date");
const two_hosts_1 = require("./measures/two-hosts");
const options_1 = require("./options");
const peers_1 = require("./peers");
const plan_1 = require("./plan");
const profile_1 = require("./profile");
const profile_report_1 = require("./profile-report");
const report_1 = require("./report");
const servers_1 = require("./servers");
/** Logs, servers, packages and lists; all of it can be made anew. */
const FOLDER = node_path_1.default.join(bench_1.CHECKOUT, '.adtech', 'bench');
const EXIT = { done: 0, failed: 1, interrupted: 130 };
const RUN = {
    dates: dates_1.measureDates,
    counting: counting_1.measureCounting,
    'one-date': one_date_1.measureOneDate,
    'many-dates': many_dates_1.measureManyDates,
    memory: memory_1.measureMemory,
    'late-object': late_object_1.measureLateObject,
    'two-hosts': two_hosts_1.measureTwoHosts,
};
async function main(args) {
    const asked = (0, options_1.parseOptions)(args);
    if (asked.what === 'logs' && asked.options.clean === true) {
        (0, bench_1.removeFolder)(FOLDER);
        return EXIT.done;
    }
    const stop = onStopSignal();
    const say = progressLines();
    const command = ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
    try {
        await withServers(say, stop, async (servers) => {
            if (asked.what === 'api') {
                await (0, run_api_1.runApi)({ servers, say, stop }, asked.options, command);
                return;
            }
            const { options } = asked;
            const bench = await openBench(options, servers, say, stop);
            if (options.profile === true)
                await runProfile(bench, options, command);
            else
                await runMeasures(bench, options, command);
        });
        return EXIT.done;
    }
    catch (error) {
        if (stop.aborted)
            return EXIT.interrupted;
        const prefix = error instanceof compare_1.ResultsDifferError ? 'RESULTS DIFFER: ' : 'error: ';
        process.stderr.write(`${prefix}${error instanceof Error ? error.message : String(error)}\n`);
        return EXIT.failed;
    }
}
/** Starts Postgres, and stops it after `work`. */
async function withServers(say, stop, work) {
    const servers = await servers_1.Servers.start(FOLDER, say, stop);
    try {
        await work(servers);
    }
    finally {
        await servers.stop();
    }
}
/** Prepares everything else that measures work with. */
async function openBench(options, servers, say, stop) {
    const plan = (0, plan_1.createPlan)({
        sizes: options.size,
        repeats: options.repeats,
        measures: options.only,
        isQuick: options.quick === true,
    });
    await servers.prepareTemporal(stop);
    const logs = new logs_1.LogStore(FOLDER, say, stop);
    const peers = await peers_1.Peers.prepare(FOLDER, say, stop);
    (0, bench_1.removeFolder)(node_path_1.default.join(FOLDER, 'lists'));
    const lists = new compare_1.ListRecord(node_path_1.default.join(FOLDER, 'lists'));
    return { plan, logs, servers, peers, lists, say, stop };
}
async function runMeasures(bench, options, command) {
    const { plan, peers, say } = bench;
    const rows = [];
    for (const measure of plan.measures) {
        const measured = await RUN[measure](bench);
        rows.push(...measured);
        say(`${measure} is done\n${(0, report_1.terminalTable)(measured)}`);
    }
    const where = (0, report_1.describeSurroundings)(command, peers.versions, new Date());
    const isWhole = !plan.isQuick && plan.sizes.length === plan_1.SIZES.length && plan.measures.length === plan_1.MEASURES.length;
    if (isWhole)
        (0, document_1.documentResults)(rows, peers.notes, where);
    const api = plan.isQuick ? await (0, run_api_1.runQuickApi)(bench) : undefined;
    process.stdout.write(options.json === true
        ? (0, report_1.jsonReport)(rows, peers.notes, where, api?.json)
        : `${(0, report_1.terminalTable)(rows)}\nevery list of every date is the same, whoever made it\n${api === undefined ? '' : `\n${api.text}`}`);
}
async function runProfile(bench, options, command) {
    const threads = await (0, profile_1.profileWorker)(bench);
    const what = `The worker over ${bench.plan.dates.length} dates of size ${(0, profile_1.profiledSize)(bench.plan).name}`;
    if (!bench.plan.isQuick)
        (0, document_1.documentProfile)(what, threads, (0, report_1.describeSurroundings)(command, new Map(), new Date()));
    process.stdout.write(options.json === true ? (0, profile_report_1.profileJson)(what, threads) : threads.map(profile_report_1.profileText).join('\n'));
}
/** Lines on stderr, each with the time since the start. */
function progressLines() {
    const started = performance.now();
    return (line) => {
        const seconds = Math.floor((performance.now() - started) / 1_000);
        const elapsed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
        process.stderr.write(`${elapsed.padStart(6)}  ${line}\n`);
    };
}
/** Ctrl-C and SIGTERM stop everything in order; a second one ends at once. */
function onStopSignal() {
    const controller = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM']) {
        process.on(name, () => {
            if (controller.signal.aborted)
                process.exit(EXIT.interrupted);
            process.stderr.write('stopping\n');
            controller.abort(new Error(`stopped by ${name}`));
        });
    }
    return controller.signal;
}
void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
//# sourceMappingURL=main.js.map