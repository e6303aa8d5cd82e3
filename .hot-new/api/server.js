"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startApi = startApi;
const node_http_1 = require("node:http");
const api_keys_1 = require("../db/api-keys");
const database_1 = require("../db/database");
const notifications_1 = require("../db/notifications");
const publication_1 = require("../db/publication");
const execution_date_1 = require("../domain/execution-date");
const gate_1 = require("./access/gate");
const key_ring_1 = require("./access/key-ring");
const key_ring_loader_1 = require("./access/key-ring-loader");
const rate_limit_1 = require("./access/rate-limit");
const answer_cache_1 = require("./answers/answer-cache");
const publication_watch_1 = require("./answers/publication-watch");
const app_1 = require("./app");
const dashboard_1 = require("./dashboard/dashboard");
const paths_1 = require("./dashboard/paths");
const connection_faults_1 = require("./connection-faults");
const connections_1 = require("./connections");
const front_1 = require("./front");
const metrics_1 = require("./metrics");
const health_1 = require("./routes/health");
const history_1 = require("./routes/history");
const recommendations_1 = require("./routes/recommendations");
const runs_1 = require("./routes/runs");
const stats_1 = require("./routes/stats");
/** How long a stopping server lets requests finish. */
const STOP_GRACE_MS = 10_000;
/** How long it waits for the first request on a connection that has sent none, and how often it looks for idle ones. */
const UNUSED_GRACE_MS = 1_000;
const IDLE_CHECK_MS = 50;
/** Longest wait for the headers of a request, and for all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const MAX_HEADER_BYTES = 16 * 1_024;
/** How long nothing may pass on a connection under way: a caller that does not read its answers would keep them here. */
const SILENCE_TIMEOUT_MS = 60_000;
/** Serves the API. @throws the system's error when the port is taken. */
async function startApi(deps, { host, port }) {
    const { db, log, now } = deps;
    const time = () => now().getTime();
    const cache = new answer_cache_1.AnswerCache({
        maxBytes: deps.cacheBytes,
        now: time,
        // Then the next date is due, and lists that were fresh are stale.
        expiry: () => (0, execution_date_1.nextScheduledTime)(now()).getTime(),
    });
    const { keysRequired, requestsPerMinute, trustedProxies, corsOrigins } = deps.access;
    const keyRing = new key_ring_1.KeyRing();
    const keys = new key_ring_loader_1.KeyRingLoader({ ring: keyRing, readKeys: () => (0, api_keys_1.findActiveApiKeys)(db), log });
    const refreshKeys = () => {
        if (keysRequired)
            void keys.refresh();
    };
    const watch = new publication_watch_1.PublicationWatch({
        cache,
        countPublications: () => (0, publication_1.countPublications)(db),
        log,
        now: time,
    });
    const { events } = watch;
    const listener = new notifications_1.NotificationListener(deps.databaseUrl, [notifications_1.PUBLICATIONS_CHANNEL, api_keys_1.API_KEYS_CHANNEL], {
        ...events,
        onNotification: (channel, payload) => {
            if (channel === api_keys_1.API_KEYS_CHANNEL)
                refreshKeys();
            else
                events.onNotification(channel, payload);
        },
        onListening: () => {
            events.onListening();
            // What has changed before was not heard of.
            refreshKeys();
        },
    });
    const metrics = new metrics_1.ApiMetrics({
        cache,
        pool: () => (0, database_1.poolUsage)(db),
        newestPublished: async () => {
            const date = await (0, publication_1.findNewestDate)(db);
            return date === undefined ? undefined : (0, execution_date_1.scheduledTime)(date).getTime();
        },
        now: time,
    });
    const dashboard = (0, dashboard_1.createDashboard)({
        db,
        now,
        cache,
        startDate: deps.startDate,
        temporalUi: deps.temporalUi,
        keyRing: keysRequired ? keyRing : undefined,
    });
    const app = (0, app_1.createApp)({
        dashboard,
        routes: [
            ...(0, recommendations_1.listRoutes)({ db, now }),
            (0, history_1.historyRoute)(db),
            (0, stats_1.statsRoute)({ db, now }),
            ...(0, runs_1.runRoutes)({ db, temporalUi: deps.temporalUi }),
            ...(0, health_1.healthRoutes)({ db, log }),
        ],
        cache,
        log,
        version: deps.version,
        keysRequired,
    });
    const gate = (0, gate_1.createGate)({
        keyRing: keysRequired ? keyRing : undefined,
        limiter: requestsPerMinute === 0 ? undefined : (0, rate_limit_1.createRateLimiter)({ limitPerMinute: requestsPerMinute }),
        trustedProxies,
        corsOrigins,
        isPage: paths_1.isPagePath,
    });
    const front = (0, front_1.createFront)({ app, gate, dashboard, cache, metrics, log });
    const connections = new connections_1.Connections();
    const take = (request, response) => {
        connections.asked(response);
        front(request, response);
    };
    const server = (0, node_http_1.createServer)({
        // The front refuses such a request itself, as a problem.
        requireHostHeader: false,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: 1_000,
        maxHeaderSize: MAX_HEADER_BYTES,
    }, take);
    server.timeout = deps.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS;
    // An expectation that nobody here knows is no reason to refuse (RFC 9110, 10.1.1).
    server.on('checkExpectation', take);
    server.on('connection', (socket) => {
        connections.opened(socket);
    });
    (0, connection_faults_1.answerConnectionFaults)(server, {
        connections,
        now,
        onAnswered: (status) => {
            metrics.observe('none', status, 'none', 0);
        },
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
            server.off('error', reject);
            resolve();
        });
    });
    listener.start();
    if (keysRequired)
        await keys.start();
    return {
        port: server.address().port,
        metrics,
        stop: async () => {
            await stopServer(server, connections);
            watch.stop();
            await Promise.all([listener.stop(), keys.stop()]);
        },
    };
}
function stopServer(server, connections) {
    return new Promise((resolve) => {
        // A connection is kept alive after the request that was under way on it: only then is it idle.
        const idle = setInterval(() => {
            server.closeIdleConnections();
        }, IDLE_CHECK_MS);
        // Nor is one idle to Node that has never asked anything, as load balancers keep them ready.
        const first = setTimeout(() => {
            connections.closeUnused();
        }, UNUSED_GRACE_MS);
        const forced = setTimeout(() => {
            server.closeAllConnections();
        }, STOP_GRACE_MS);
        server.close(() => {
            clearInterval(idle);
            clearTimeout(first);
            clearTimeout(forced);
            resolve();
        });
        server.closeIdleConnections();
    });
}
//# sourceMappingURL=server.js.map