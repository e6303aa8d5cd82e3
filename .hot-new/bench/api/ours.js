"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Ours = void 0;
const ports_1 = require("../../local/ports");
const bench_1 = require("../bench");
const command_1 = require("../command");
const server_process_1 = require("../server-process");
const api_bench_1 = require("./api-bench");
/** The highest that can be set: every request is counted, none is refused. */
const RATE_LIMIT_PER_MINUTE = '1000000000';
/** `adtech api` as it is deployed: with keys, limits and metrics. */
class Ours {
    servers;
    stop;
    #env;
    #headers;
    constructor(servers, stop, env, key) {
        this.servers = servers;
        this.stop = stop;
        this.#env = env;
        this.#headers = { authorization: `Bearer ${key}` };
    }
    /** Makes a key. */
    static async prepare(servers, database, stop) {
        const env = {
            ...(0, command_1.ownEnvironment)(servers.folder),
            DATABASE_URL: database.url,
            API_KEYS: 'required',
            RATE_LIMIT_PER_MINUTE,
        };
        const { output } = await (0, command_1.timeCommand)(process.execPath, [bench_1.ADTECH, 'keys', 'create', '--name', 'bench', '--json'], { env, cwd: servers.folder, stop });
        const { key } = JSON.parse(output);
        return new Ours(servers, stop, env, key);
    }
    /** Starts it in a process of its own, its cache empty. */
    async start({ cacheMb, nodeOptions = [] } = {}) {
        const { servers, stop } = this;
        const [port, metricsPort] = [await (0, ports_1.freePort)(), await (0, ports_1.freePort)()];
        const running = await (0, server_process_1.startServerProcess)({
            what: 'adtech api',
            command: [process.execPath, ...nodeOptions, bench_1.ADTECH, 'api'],
            env: {
                ...this.#env,
                PORT: String(port),
                METRICS_PORT: String(metricsPort),
                ...(cacheMb === undefined ? {} : { API_CACHE_MB: String(cacheMb) }),
            },
            folder: servers.folder,
            logFile: (0, api_bench_1.logFileOf)(servers, 'ours'),
            isReady: () => isReady(port),
            started: servers.started,
            stop,
        });
        return { ...running, port, headers: this.#headers, cacheOutcomes: () => readOutcomes(metricsPort) };
    }
}
exports.Ours = Ours;
async function isReady(port) {
    try {
        return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
    }
    catch {
        // Nobody listens yet.
        return false;
    }
}
async function readOutcomes(metricsPort) {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const sum = (outcome) => [...text.matchAll(/^adtech_api_requests_total\{([^}]*)\} (\d+)$/gm)]
        .filter(([, labels = '']) => labels.includes(`cache="${outcome}"`))
        .reduce((total, [, , count]) => total + Number(count), 0);
    return { hits: sum('hit'), misses: sum('miss') };
}
//# sourceMappingURL=ours.js.map