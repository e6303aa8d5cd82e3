"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Servers = void 0;
exports.withDatabase = withDatabase;
const node_os_1 = require("node:os");
const node_path_1 = __importDefault(require("node:path"));
const pg_1 = require("pg");
const settings_1 = require("../config/settings");
const find_program_1 = require("../local/find-program");
const postgres_1 = require("../local/postgres");
const temporal_server_1 = require("../local/temporal-server");
const bench_1 = require("./bench");
const started_processes_1 = require("./started-processes");
const command_1 = require("./command");
const TEMPLATE = 'bench_template';
/** The servers that the system needs: one Postgres for all repeats, a Temporal dev server for each. */
class Servers {
    folder;
    postgres;
    started;
    #forget;
    #say;
    #temporalExecutable;
    #temporals = 0;
    #databases = 0;
    constructor(folder, postgres, started, say) {
        this.folder = folder;
        this.postgres = postgres;
        this.started = started;
        this.#forget = started.add(postgres.pid);
        this.#say = say;
    }
    /** Starts Postgres; throws when another bench runs on the same folder. */
    static async start(folder, say, signal) {
        const postgres = await (0, postgres_1.startPostgres)({ dataDir: node_path_1.default.join(folder, 'postgres'), onProgress: say });
        const started = new started_processes_1.StartedProcesses(node_path_1.default.join(folder, 'processes.json'));
        // Only now: the ones of a bench that still runs are none of ours.
        await started.endLeftovers();
        const servers = new Servers(folder, postgres, started, say);
        (0, bench_1.removeFolder)(node_path_1.default.join(folder, 'temporal'));
        try {
            await servers.#createTemplate(signal);
            return servers;
        }
        catch (error) {
            await servers.stop();
            throw error;
        }
    }
    /** Finds Temporal's program, or fetches it; only those who start Temporal servers need it. */
    async prepareTemporal(signal) {
        this.#temporalExecutable = await (0, find_program_1.findTemporal)({
            env: (0, settings_1.childEnvironment)(),
            cacheDir: node_path_1.default.join((0, node_os_1.homedir)(), '.cache', 'adtech'),
            onProgress: this.#say,
            signal,
        });
    }
    /** A fresh Temporal server with its state on disk, as `adtech up` runs it. @throws Error before `prepareTemporal`. */
    async startTemporal() {
        if (this.#temporalExecutable === undefined)
            throw new Error('Temporal has not been prepared');
        const dataDir = node_path_1.default.join(this.folder, 'temporal', String(++this.#temporals));
        const server = await (0, temporal_server_1.startTemporalServer)({
            executable: this.#temporalExecutable,
            dataDir,
            headless: true,
            onProgress: () => undefined,
        });
        const forget = this.started.add(server.pid);
        return {
            ...server,
            stop: async () => {
                await server.stop();
                forget();
                (0, bench_1.removeFolder)(dataDir);
            },
        };
    }
    /** Address of a fresh, migrated database; all that was written before is on disk, so that no repeat pays for another. */
    async createDatabase() {
        const name = `bench_${++this.#databases}`;
        await this.#query(`DROP DATABASE IF EXISTS ${name}`);
        await this.#query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
        await this.#query('CHECKPOINT');
        return this.#urlOf(name);
    }
    /** Removes a database, open connections or not. */
    async dropDatabase(url) {
        await this.#query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    }
    async stop() {
        await this.postgres.stop();
        this.#forget();
    }
    /** A migrated database, which costs less to copy than to migrate anew. */
    async #createTemplate(stop) {
        await this.#query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
        await this.#query(`CREATE DATABASE ${TEMPLATE}`);
        await (0, command_1.timeCommand)(process.execPath, [bench_1.ADTECH, 'migrate', '--json'], {
            env: { ...(0, command_1.ownEnvironment)(this.folder), DATABASE_URL: this.#urlOf(TEMPLATE) },
            cwd: this.folder,
            stop,
        });
    }
    #urlOf(database) {
        const url = new URL(this.postgres.url);
        url.pathname = `/${database}`;
        return url.href;
    }
    async #query(statement) {
        await withDatabase(this.postgres.url, (client) => client.query(statement));
    }
}
exports.Servers = Servers;
/** Connects to a database for `work`. */
async function withDatabase(url, work) {
    const client = new pg_1.Client({ connectionString: url });
    await client.connect();
    try {
        return await work(client);
    }
    finally {
        await client.end();
    }
}
//# sourceMappingURL=servers.js.map