"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ApiMetrics = void 0;
exports.startMetrics = startMetrics;
const node_http_1 = require("node:http");
const prom_client_1 = require("prom-client");
/** Seconds; a hot list takes less than the first. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** The API's metrics, in Prometheus' text form. */
class ApiMetrics {
    registry = new prom_client_1.Registry();
    #requests = new prom_client_1.Counter({
        name: 'adtech_api_requests_total',
        help: 'Requests answered, by route, status and cache (hit, miss, none).',
        labelNames: ['route', 'status', 'cache'],
        registers: [this.registry],
    });
    #seconds = new prom_client_1.Histogram({
        name: 'adtech_api_request_duration_seconds',
        help: 'Time from the arrival of a request to its answer, by route.',
        labelNames: ['route'],
        buckets: LATENCY_BUCKETS,
        registers: [this.registry],
    });
    /** By route and status, hit, miss or none. Labels are looked up once: that costs more than counting. */
    #observers = new Map();
    constructor({ cache, pool, newestPublished, now }) {
        const registers = [this.registry];
        (0, prom_client_1.collectDefaultMetrics)({ register: this.registry });
        gauge('adtech_api_cache_bytes', 'Bytes of answers kept.', registers, () => cache.bytes);
        gauge('adtech_api_cache_answers', 'Answers kept.', registers, () => cache.size);
        gauge('adtech_api_pool_connections', 'Database connections open.', registers, () => pool().total);
        gauge('adtech_api_pool_idle', 'Database connections that are idle.', registers, () => pool().idle);
        gauge('adtech_api_pool_waiting', 'Requests waiting for a connection.', registers, () => pool().waiting);
        const ofNewest = (name, help, secondsOf) => {
            new prom_client_1.Gauge({
                name,
                help: `${help}; absent when nothing is published, and without a database.`,
                registers,
                async collect() {
                    const newest = await newestPublished().catch(() => undefined);
                    if (newest === undefined)
                        this.remove();
                    else
                        this.set(secondsOf(newest));
                },
            });
        };
        ofNewest('adtech_newest_published_timestamp_seconds', 'When the newest published date was due (23:00 UTC of that day), in seconds since 1970', (newest) => newest / 1_000);
        ofNewest('adtech_data_age_seconds', 'Time since the newest published date was due', (newest) => (now() - newest) / 1_000);
    }
    /** Counts a request that has been answered. */
    observe(route, status, cache, seconds) {
        let ofRoute = this.#observers.get(route);
        if (ofRoute === undefined) {
            ofRoute = { hit: new Map(), miss: new Map(), none: new Map() };
            this.#observers.set(route, ofRoute);
        }
        let observer = ofRoute[cache].get(status);
        if (observer === undefined) {
            const requests = this.#requests.labels(route, String(status), cache);
            const durations = this.#seconds.labels(route);
            observer = (value) => {
                requests.inc();
                durations.observe(value);
            };
            ofRoute[cache].set(status, observer);
        }
        observer(seconds);
    }
}
exports.ApiMetrics = ApiMetrics;
function gauge(name, help, registers, read) {
    new prom_client_1.Gauge({
        name,
        help,
        registers,
        collect() {
            this.set(read());
        },
    });
}
/** Serves `/metrics` on a port of its own. @throws the system's error when the port is taken. */
async function startMetrics({ registry }, { host, port }) {
    const server = (0, node_http_1.createServer)({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
        if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
            response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n');
            return;
        }
        registry.metrics().then((text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text), () => response.writeHead(500, { 'Content-Type': 'text/plain' }).end('metrics could not be read\n'));
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
            server.off('error', reject);
            resolve();
        });
    });
    return {
        port: server.address().port,
        stop: () => new Promise((resolve) => {
            server.close(() => {
                resolve();
            });
            server.closeAllConnections();
        }),
    };
}
//# sourceMappingURL=metrics.js.map