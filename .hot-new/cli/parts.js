"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startWorker = startWorker;
exports.startApiServer = startApiServer;
const node_os_1 = require("node:os");
const metrics_1 = require("../api/metrics");
const server_1 = require("../api/server");
const counts_cache_1 = require("../counting/counts-cache");
const task_pool_1 = require("../counting/task-pool");
const api_role_1 = require("../db/api-role");
const errors_1 = require("../db/errors");
const bundle_path_1 = require("../temporal/bundle-path");
const connect_1 = require("../temporal/connect");
const worker_1 = require("../temporal/worker");
const services_1 = require("./services");
const version_1 = require("./version");
const BYTES_PER_MB = 1 << 20;
/** Starts a worker over the lake, Postgres and Temporal. The Temporal runtime must be installed before. */
async function startWorker(settings, addresses, log) {
    const lake = (0, services_1.lakeAt)(addresses.lakeUrl, settings);
    const db = (0, services_1.databaseFor)('worker', addresses.databaseUrl, {
        onIdleError: (error) => {
            log.warn({ err: error }, 'an idle database connection broke');
        },
    });
    const threads = (0, node_os_1.availableParallelism)();
    const tasks = new task_pool_1.TaskPool(addresses.lakeUrl, (0, services_1.lakeOptions)(settings), threads);
    let client;
    const release = async () => {
        await client?.connection.close();
        await tasks.close();
        lake.close();
        await db.destroy();
    };
    try {
        await refuseUnmigrated(db, log);
        const connection = await (0, connect_1.connectWorker)(addresses.temporal);
        client = await (0, connect_1.connectClient)(addresses.temporal);
        const worker = await (0, worker_1.startWorker)({
            connection,
            client,
            namespace: addresses.temporal.namespace,
            workflowBundle: { codePath: bundle_path_1.WORKFLOW_BUNDLE_PATH },
            activities: {
                lake,
                db,
                tasks,
                counts: new counts_cache_1.CountsCache(tasks),
                maxRejectedFraction: settings.maxRejectedFraction,
            },
            countingTasks: threads,
        });
        const ended = worker.ended.finally(async () => {
            await connection.close();
            await release();
        });
        const failed = ended.then(() => new Promise(() => undefined));
        // Whoever waits for it sees the failure; nobody has to.
        failed.catch(() => undefined);
        return {
            failed,
            stop: async () => {
                await worker.stop();
                await ended;
            },
        };
    }
    catch (error) {
        await release();
        throw error;
    }
}
/** A database that is away may be so for a moment, and the steps wait for it; one without our tables would fail every run. */
async function refuseUnmigrated(db, log) {
    try {
        await (0, services_1.requireMigrated)(db);
    }
    catch (error) {
        if ((0, errors_1.databaseFault)(error) !== 'passing')
            throw error;
        log.warn({ err: error }, 'the database is away; runs wait for it');
    }
}
/** Starts the API over Postgres, and its metrics. @throws the system's error when a port is taken. */
async function startApiServer(settings, { databaseUrl, temporalUiUrl, listen, metricsPort }, log) {
    const db = (0, services_1.databaseFor)('api', databaseUrl, {
        onIdleError: (error) => {
            log.warn({ err: error }, 'an idle database connection broke');
        },
        role: {
            name: api_role_1.API_ROLE,
            onRefused: (reason) => {
                log.warn(`the API keeps the rights of its database user: ${reason}`);
            },
        },
    });
    const started = [{ stop: () => db.destroy() }];
    const stop = async () => {
        for (const part of started.splice(0).reverse())
            await part.stop();
    };
    try {
        const api = await (0, server_1.startApi)({
            db,
            databaseUrl,
            log,
            now: () => new Date(),
            cacheBytes: settings.apiCacheMb * BYTES_PER_MB,
            access: {
                keysRequired: settings.apiKeysRequired,
                requestsPerMinute: settings.rateLimitPerMinute,
                trustedProxies: settings.trustedProxies,
                corsOrigins: settings.corsOrigins,
            },
            temporalUi: temporalUiUrl === undefined
                ? undefined
                : { url: temporalUiUrl, namespace: settings.temporal.namespace ?? 'default' },
            version: (0, version_1.programVersion)(),
        }, listen);
        started.push(api);
        const { host } = listen;
        const metrics = await (0, metrics_1.startMetrics)(api.metrics, {
            port: metricsPort,
            ...(host === undefined ? {} : { host }),
        });
        started.push(metrics);
        return { port: api.port, metricsPort: metrics.port, stop };
    }
    catch (error) {
        await stop();
        throw error;
    }
}
//# sourceMappingURL=parts.js.map