"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.startPostgres = startPostgres;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const pg_1 = require("pg");
const children_1 = require("./children");
const leftovers_1 = require("./leftovers");
const ports_1 = require("./ports");
const postgres_binaries_1 = require("./postgres-binaries");
const postgres_folder_1 = require("./postgres-folder");
const postgres_user_1 = require("./postgres-user");
const DATABASE = 'adtech';
/** Where an account that cannot reach the checkout can: its parents are open to all, and only root writes there. */
const REACHABLE_DIR = '/var/lib';
/** Long, since after a crash the server first replays its log. */
const START_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 30_000;
const SETTINGS = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
};
/**
 * Starts the embedded Postgres on 127.0.0.1 in its own process group, with a database `adtech`. Ends first the server that a
 * killed process left on the same `dataDir`; throws if one runs there under a live process.
 */
async function startPostgres(options) {
    const { onProgress } = options;
    const dataDir = node_path_1.default.resolve(options.dataDir);
    const [recordFile, logFile] = [`${dataDir}.json`, `${dataDir}.log`];
    const last = (0, leftovers_1.readPidFile)(recordFile);
    (0, leftovers_1.assertNotInUse)(last, 'Postgres');
    const user = await (0, postgres_user_1.findServerUser)(dataDir, onProgress);
    const binaries = await (0, postgres_binaries_1.findPostgresBinaries)(user, REACHABLE_DIR, onProgress);
    const folder = await (0, postgres_folder_1.chooseDataFolder)(dataDir, user, REACHABLE_DIR, onProgress);
    await stopLeftoverPostgres(folder, binaries, user, onProgress);
    const password = await (0, postgres_folder_1.prepareCluster)({
        ...{ folder, binaries, user, onProgress },
        isRelocated: folder !== dataDir,
        passwordFile: `${dataDir}.password`,
    });
    const port = await (0, ports_1.freePort)(options.port ?? last?.ports['postgres']);
    if (options.port !== undefined && port !== options.port) {
        onProgress(`Port ${options.port} is taken; Postgres listens on ${port}.`);
    }
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = (0, children_1.startServer)(binaries.postgres, ['-D', folder, '-p', String(port), ...settings], {
        cwd: '/',
        env: { LC_ALL: 'C', TZ: 'UTC' },
        logFile,
        ...(user && { uid: user.uid, gid: user.gid }),
    });
    if (child.pid === undefined)
        throw new Error(`${binaries.postgres} could not be started.`);
    (0, leftovers_1.writePidFile)(recordFile, (0, leftovers_1.describeServer)(child.pid, { postgres: port }));
    const urlOf = (database) => `postgres://${postgres_folder_1.ROLE}:${password}@127.0.0.1:${port}/${database}`;
    try {
        await waitForServer(child, urlOf('postgres'), logFile);
    }
    catch (error) {
        await (0, children_1.endChild)(child, ['SIGQUIT', 'SIGKILL'], STOP_TIMEOUT_MS);
        throw error;
    }
    return {
        url: urlOf(DATABASE),
        port,
        pid: child.pid,
        // SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one.
        stop: () => (0, children_1.endChild)(child, ['SIGINT', 'SIGQUIT'], STOP_TIMEOUT_MS),
        stopImmediately: () => (0, children_1.endChild)(child, ['SIGQUIT', 'SIGKILL'], STOP_TIMEOUT_MS),
    };
}
async function stopLeftoverPostgres(folder, binaries, user, onProgress) {
    const pidFile = node_path_1.default.join(folder, 'postmaster.pid');
    const pid = readPid(pidFile);
    if (pid === undefined || !(0, leftovers_1.isAlive)(pid))
        return;
    if (!(0, leftovers_1.commandLine)(pid).includes(`-D ${folder}`)) {
        // The number went to another process since, which would make Postgres refuse to start.
        (0, node_fs_1.rmSync)(pidFile, { force: true });
        return;
    }
    onProgress(`Stopping the Postgres server ${pid} that an earlier start left behind.`);
    for (const mode of ['fast', 'immediate']) {
        await (0, children_1.runCommand)(binaries.pg_ctl, ['stop', '-D', folder, '-m', mode, '-w', '-t', '30'], {
            cwd: '/',
            env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
            timeoutMs: STOP_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
            ...(user && { uid: user.uid, gid: user.gid }),
        });
        if (!(0, leftovers_1.isAlive)(pid))
            return;
    }
    throw new Error(`Postgres server ${pid}, left over from an earlier start on ${folder}, does not stop.`);
}
function readPid(pidFile) {
    try {
        const pid = Number((0, node_fs_1.readFileSync)(pidFile, 'utf8').split('\n')[0]);
        return Number.isInteger(pid) && pid > 0 ? pid : undefined;
    }
    catch {
        return undefined;
    }
}
async function waitForServer(child, url, logFile) {
    let fault = '';
    const isReady = await (0, children_1.waitUntil)(async () => {
        if ((0, children_1.hasExited)(child))
            return true;
        try {
            await createDatabase(url);
            return true;
        }
        catch (error) {
            fault = error instanceof Error ? error.message : String(error);
            return false;
        }
    }, START_TIMEOUT_MS);
    if ((0, children_1.hasExited)(child))
        throw new Error(`Postgres ended at once; ${logFile} says:\n${(0, children_1.logTail)(logFile)}`);
    if (!isReady)
        throw new Error(`Postgres did not answer within ${START_TIMEOUT_MS} ms: ${fault}`);
}
async function createDatabase(url) {
    const client = new pg_1.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // Without a listener a connection that breaks would end this process.
    client.on('error', () => undefined);
    try {
        await client.connect();
        const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
        if (rowCount === 0)
            await client.query(`CREATE DATABASE ${DATABASE}`);
    }
    finally {
        await client.end();
    }
}
//# sourceMappingURL=postgres.js.map