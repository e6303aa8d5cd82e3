"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const autocannon_1 = __importDefault(require("autocannon"));
const latencies_1 = require("./latencies");
const mark_check_1 = require("./mark-check");
const random_1 = require("./random");
/** Requests of each connection before it repeats them. */
const DRAWS = 250;
const SAMPLE_MS = 100;
const TIMEOUT_SECONDS = 10;
/** Runs one round; `onStart` gets what ends it before its time. */
async function run(round, onStart) {
    const check = round.checksMarks ? new mark_check_1.MarkCheck() : undefined;
    const latencies = new latencies_1.Latencies();
    const known = new Set();
    let firstError;
    let [startedAt, lastAnswerAt] = [performance.now(), performance.now()];
    let cpuAtStart = process.cpuUsage();
    const result = await new Promise((resolve, reject) => {
        const instance = (0, autocannon_1.default)(optionsOf(round, check), (error, ended) => {
            if (error === null)
                resolve(ended);
            else
                reject(error);
        });
        instance.on('response', (client, _status, _bytes, ms) => {
            lastAnswerAt = performance.now();
            // The first request of a connection was sent while the others were still being prepared.
            if (known.has(client))
                latencies.record(ms);
            else
                known.add(client);
        });
        instance.on('reqError', (error) => (firstError ??= error.message));
        instance.on('start', () => {
            [startedAt, lastAnswerAt] = [performance.now(), performance.now()];
            cpuAtStart = process.cpuUsage();
            onStart(() => {
                instance.stop();
            });
        });
    });
    const { user, system } = process.cpuUsage(cpuAtStart);
    const requests = result.requests.total;
    const lost = Math.max(0, result.requests.sent - requests - round.connections);
    const seconds = (lastAnswerAt - startedAt) / 1_000;
    return {
        requests,
        seconds,
        p50Ms: latencies.percentile(0.5),
        p99Ms: latencies.percentile(0.99),
        statuses: Object.fromEntries(Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count])),
        errors: result.errors + result.mismatches + lost,
        firstError: firstError ?? check?.firstError ?? (lost > 0 ? 'a connection was closed' : undefined),
        busy: (user + system) / 1e6 / seconds,
        marks: check?.marks ?? [],
    };
}
function optionsOf(round, check) {
    const sequences = sequencesOf(round);
    return {
        url: `http://127.0.0.1:${round.port}`,
        connections: round.connections,
        duration: round.seconds,
        timeout: TIMEOUT_SECONDS,
        sampleInt: SAMPLE_MS,
        ...(round.isWalk ? { maxConnectionRequests: sequences[0]?.length ?? 0 } : {}),
        headers: round.headers,
        setupClient: (client) => {
            client.setRequests((sequences.shift() ?? []).map(requestOf));
        },
        ...(check === undefined
            ? {}
            : { verifyBody: (body) => typeof body === 'string' && check.check(body) }),
    };
}
/** What each connection asks for. */
function sequencesOf({ asks, isWalk, connections }) {
    const length = isWalk ? Math.floor(asks.length / connections) : DRAWS;
    return Array.from({ length: connections }, (_, connection) => isWalk ? asks.slice(connection * length, (connection + 1) * length) : (0, random_1.drawn)(asks, length));
}
function requestOf({ path, etag }) {
    return { path, ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }) };
}
let finish = () => undefined;
process.on('message', (message) => {
    if (message === 'finish')
        finish();
    else
        void run(message, (end) => (finish = end)).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
//# sourceMappingURL=load-process.js.map