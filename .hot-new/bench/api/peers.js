"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.PEER = void 0;
exports.prepareApiPeers = prepareApiPeers;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const ports_1 = require("../../local/ports");
const bench_1 = require("../bench");
const command_1 = require("../command");
const python_1 = require("../python");
const server_process_1 = require("../server-process");
const api_bench_1 = require("./api-bench");
const SCRIPTS = node_path_1.default.join(bench_1.CHECKOUT, 'bench', 'api', 'peers');
const REQUIREMENTS = node_path_1.default.join(SCRIPTS, 'requirements.txt');
const PROGRAMS = node_path_1.default.join(__dirname, 'peers');
/** The names of the peers, as the table has them. */
exports.PEER = {
    express: 'Express, constant bytes',
    http: 'node:http, constant bytes',
    query: 'Express, pool, a query each',
    connection: 'FastAPI, a connection each',
    pool: 'FastAPI, pool, a query each',
};
/** The peers that can run here. @param bodyBytes the size of our answer, which constant ones have, too */
async function prepareApiPeers(bench, bodyBytes) {
    const { servers, say, stop } = bench;
    const node = (name, program, ...args) => peer(bench, name, args.length === 0, [process.execPath, node_path_1.default.join(PROGRAMS, program)], args);
    const nodePeers = [
        node(exports.PEER.express, 'express-constant.js', String(bodyBytes)),
        node(exports.PEER.http, 'http-constant.js', String(bodyBytes)),
        node(exports.PEER.query, 'express-query.js'),
    ];
    const versions = new Map([['Express', installedVersion('express')]]);
    try {
        const python = await (0, python_1.preparePython)(REQUIREMENTS, servers.folder, say, stop);
        // Without -B it would write compiled files beside its script.
        const fastApi = (name, script) => peer(bench, name, true, [python, '-B', node_path_1.default.join(SCRIPTS, script)], []);
        for (const [name, version] of pinnedVersions())
            versions.set(name, version);
        return {
            all: [
                ...nodePeers,
                fastApi(exports.PEER.connection, 'fastapi_connection.py'),
                fastApi(exports.PEER.pool, 'fastapi_pool.py'),
            ],
            notes: [],
            versions,
        };
    }
    catch (error) {
        stop.throwIfAborted();
        const note = `FastAPI is left out: ${error instanceof Error ? error.message : String(error)}`;
        say(note);
        return { all: nodePeers, notes: [note], versions };
    }
}
function peer({ servers, database, stop }, name, readsLists, program, args) {
    return {
        name,
        readsLists,
        start: async () => {
            const port = await (0, ports_1.freePort)();
            const running = await (0, server_process_1.startServerProcess)({
                what: name,
                command: [...program, String(port), ...args],
                env: { ...(0, command_1.ownEnvironment)(servers.folder), ...connectionEnvironment(database.url) },
                folder: servers.folder,
                logFile: (0, api_bench_1.logFileOf)(servers, name),
                isReady: () => (0, ports_1.isListening)(port),
                started: servers.started,
                stop,
            });
            return { ...running, port, headers: {} };
        },
    };
}
/** As libpq and pg read it. */
function connectionEnvironment(databaseUrl) {
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    return {
        PGHOST: hostname,
        PGPORT: port,
        PGUSER: decodeURIComponent(username),
        PGPASSWORD: decodeURIComponent(password),
        PGDATABASE: pathname.slice(1),
    };
}
function installedVersion(name) {
    const manifest = node_path_1.default.join(bench_1.CHECKOUT, 'node_modules', name, 'package.json');
    return JSON.parse((0, node_fs_1.readFileSync)(manifest, 'utf8')).version;
}
function pinnedVersions() {
    const text = (0, node_fs_1.readFileSync)(REQUIREMENTS, 'utf8');
    return [
        ['FastAPI', /^fastapi==(.+)$/m],
        ['uvicorn', /^uvicorn==(.+)$/m],
        ['psycopg', /^psycopg\[binary\]==(.+)$/m],
    ].map(([name, pattern]) => [name, pattern.exec(text)?.[1] ?? 'unknown']);
}
//# sourceMappingURL=peers.js.map