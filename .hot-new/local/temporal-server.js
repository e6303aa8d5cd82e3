"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.startTemporalServer = startTemporalServer;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const client_1 = require("@temporalio/client");
const time_1 = require("@temporalio/common/lib/time");
const children_1 = require("./children");
const leftovers_1 = require("./leftovers");
const ports_1 = require("./ports");
const START_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 15_000;
const NAMESPACE = 'default';
/** Temporal keeps closed runs for 24 h unless told otherwise, too short to look at last week's. */
const RETENTION = '30 days';
/**
 * Commits wait for no disk: twice as many runs a second. What is committed outlives the death of any process. A machine that
 * loses its power may lose the last commits, never consistency; then a run goes on from an earlier step.
 */
const SQLITE_PRAGMAS = ['journal_mode=wal', 'synchronous=normal'].flatMap((pragma) => [
    '--sqlite-pragma',
    pragma,
]);
/**
 * Starts Temporal's dev server on 127.0.0.1 and waits until it answers, 30 s at most; closed runs are kept for 30 days. Ends
 * first the server that a killed process left on the same `dataDir`; throws if one runs there under a live process.
 */
async function startTemporalServer(options) {
    const dataDir = options.dataDir === undefined ? undefined : node_path_1.default.resolve(options.dataDir);
    const recordFile = dataDir === undefined ? undefined : node_path_1.default.join(dataDir, 'temporal.json');
    const database = dataDir === undefined ? undefined : node_path_1.default.join(dataDir, 'temporal.db');
    const logFile = options.logFile ?? (dataDir === undefined ? undefined : node_path_1.default.join(dataDir, 'temporal.log'));
    if (dataDir !== undefined)
        (0, node_fs_1.mkdirSync)(dataDir, { recursive: true });
    const last = recordFile === undefined ? undefined : (0, leftovers_1.readPidFile)(recordFile);
    (0, leftovers_1.assertNotInUse)(last, 'Temporal');
    if (database !== undefined)
        await endLeftover(last, database, options.onProgress);
    const port = await choosePort('Temporal', options.port, last?.ports['grpc'], options.onProgress);
    const uiPort = options.headless
        ? undefined
        : await choosePort("Temporal's Web UI", options.uiPort, last?.ports['ui'], options.onProgress);
    const child = (0, children_1.startServer)(options.executable, serverArguments(port, uiPort, database), {
        // Nothing of the caller's environment is meant for this server, TEMPORAL_* least of all.
        env: { TZ: 'UTC' },
        cwd: dataDir ?? '/',
        logFile,
    });
    if (child.pid === undefined)
        throw new Error(`${options.executable} could not be started.`);
    if (recordFile !== undefined) {
        (0, leftovers_1.writePidFile)(recordFile, (0, leftovers_1.describeServer)(child.pid, { grpc: port, ...(uiPort && { ui: uiPort }) }));
    }
    try {
        await waitForServer(child, port, logFile);
    }
    catch (error) {
        await (0, children_1.endChild)(child, ['SIGKILL', 'SIGKILL'], STOP_TIMEOUT_MS);
        throw error;
    }
    return {
        address: `127.0.0.1:${port}`,
        uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
        pid: child.pid,
        stop: () => (0, children_1.endChild)(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS),
        kill: () => (0, children_1.endChild)(child, ['SIGKILL', 'SIGKILL'], STOP_TIMEOUT_MS),
    };
}
function serverArguments(port, uiPort, database) {
    return [
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
        ...['--disable-config-file', '--disable-config-env'],
        ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
        ...(database === undefined ? [] : ['--db-filename', database, ...SQLITE_PRAGMAS]),
    ];
}
async function endLeftover(last, database, onProgress) {
    const isStopped = await (0, leftovers_1.stopLeftover)(last, [`--db-filename ${database}`], {
        signal: 'SIGTERM',
        timeoutMs: STOP_TIMEOUT_MS,
    });
    if (isStopped)
        onProgress(`Stopped the Temporal server ${last?.pid ?? 0} that an earlier start left behind.`);
}
async function choosePort(what, wanted, last, onProgress) {
    const port = await (0, ports_1.freePort)(wanted ?? last);
    if (wanted !== undefined && port !== wanted)
        onProgress(`Port ${wanted} is taken; ${what} listens on ${port}.`);
    return port;
}
async function waitForServer(child, port, logFile) {
    let fault = '';
    const isReady = await (0, children_1.waitUntil)(async () => {
        if ((0, children_1.hasExited)(child))
            return true;
        // A gRPC client that finds nobody waits a second before its next try.
        if (!(await (0, ports_1.isListening)(port)))
            return false;
        try {
            await prepareNamespace(`127.0.0.1:${port}`);
            return true;
        }
        catch (error) {
            fault = error instanceof Error ? `${error.message}\n` : '';
            return false;
        }
    }, START_TIMEOUT_MS);
    if ((0, children_1.hasExited)(child))
        throw new Error(`The Temporal server ended at once.\n${(0, children_1.logTail)(logFile)}`);
    if (!isReady) {
        throw new Error(`The Temporal server did not answer within ${START_TIMEOUT_MS} ms.\n${fault}${(0, children_1.logTail)(logFile)}`);
    }
}
async function prepareNamespace(address) {
    const connection = client_1.Connection.lazy({ address, connectTimeout: CALL_TIMEOUT_MS });
    try {
        await connection.ensureConnected();
        await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => connection.workflowService.updateNamespace({
            namespace: NAMESPACE,
            config: { workflowExecutionRetentionTtl: (0, time_1.msToTs)(RETENTION) },
        }));
    }
    finally {
        await connection.close();
    }
}
//# sourceMappingURL=temporal-server.js.map