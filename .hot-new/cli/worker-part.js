"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startWorker = startWorker;
const node_os_1 = require("node:os");
const counts_cache_1 = require("../counting/counts-cache");
const task_pool_1 = require("../counting/task-pool");
const errors_1 = require("../db/errors");
const bundle_path_1 = require("../temporal/bundle-path");
const connect_1 = require("../temporal/connect");
const connect_worker_1 = require("../temporal/connect-worker");
const worker_1 = require("../temporal/worker");
const services_1 = require("./services");
/** Starts a worker over the lake, Postgres and Temporal. The Temporal runtime must be installed before. */
async function startWorker(settings, addresses, log) {
    const lake = await (0, services_1.lakeAt)(addresses.lakeUrl, settings);
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
        const connection = await (0, connect_worker_1.connectWorker)(addresses.temporal);
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
//# sourceMappingURL=worker-part.js.map