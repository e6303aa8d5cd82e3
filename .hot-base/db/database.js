"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createDatabase = createDatabase;
exports.poolUsage = poolUsage;
const kysely_1 = require("kysely");
const pg_1 = require("pg");
const api_role_1 = require("./api-role");
const connection_sockets_1 = require("./connection-sockets");
/** A pool with the product's types: dates as `YYYY-MM-DD`, bigints as numbers. Nothing connects before the first query. */
function createDatabase(url, options) {
    const sockets = new connection_sockets_1.ConnectionSockets();
    const pool = new pg_1.Pool({
        connectionString: url,
        application_name: options.applicationName,
        max: options.maxConnections,
        connectionTimeoutMillis: options.connectTimeoutMs,
        statement_timeout: options.statementTimeoutMs,
        query_timeout: options.queryTimeoutMs,
        lock_timeout: options.lockTimeoutMs,
        idle_in_transaction_session_timeout: options.statementTimeoutMs,
        keepAlive: true,
        // A client that was killed must not hold its locks until TCP notices; the session speaks UTC and ISO whatever the server does.
        options: '-c client_connection_check_interval=1000 -c timezone=UTC -c datestyle=ISO',
        types: { getTypeParser: typeParser },
        stream: sockets.create,
    });
    pool.on('error', options.onIdleError);
    // The pool listens to idle connections only. One that breaks in use also fails its statement, or the next one; without
    // a listener its `error` event would end the process as well.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const db = new kysely_1.Kysely({
        dialect: new kysely_1.PostgresDialect({ pool: withoutSilentConnections(pool, sockets, options) }),
    });
    pools.set(db, pool);
    return db;
}
const pools = new WeakMap();
/** How many connections a database has open, how many of them are idle, and how many callers wait for one. */
function poolUsage(db) {
    const pool = pools.get(db);
    return {
        total: pool?.totalCount ?? 0,
        idle: pool?.idleCount ?? 0,
        waiting: pool?.waitingCount ?? 0,
    };
}
/**
 * A connection that did not answer in time still owes the answer. It takes no further statement, the rollback
 * included, and is closed when given back: the pool would hand it to one query after the other, each to wait in vain.
 * For the same reason whoever has waited for a connection waits less for its first answer.
 */
function withoutSilentConnections(pool, sockets, { role, prepare = false, queryTimeoutMs }) {
    const takeRole = role === undefined ? undefined : roleTaker(role);
    return {
        connect: async () => {
            const firstAnswerBy = performance.now() + queryTimeoutMs;
            const timeLeftMs = () => Math.max(1, firstAnswerBy - performance.now());
            const client = await pool.connect();
            await takeRole?.(client, timeLeftMs());
            let isFirst = true;
            let silence;
            const query = async (text, values) => {
                if (silence !== undefined)
                    throw silence;
                const statement = {
                    ...(prepare && values.length > 0 ? { name: nameOf(text), text, values } : { text, values }),
                    query_timeout: isFirst ? timeLeftMs() : queryTimeoutMs,
                };
                isFirst = false;
                try {
                    return await client.query(statement);
                }
                catch (error) {
                    if (!(error instanceof Error))
                        throw error;
                    if (error.message === 'Query read timeout')
                        silence = error;
                    if (!isOutdatedPlan(error))
                        throw error;
                    // A migration has changed a table since: the connection prepares nothing anew, so it ends with this statement.
                    const result = await client.query(text, values);
                    silence = error;
                    return result;
                }
            };
            return {
                // Kysely's other form of it is for cursors, which this project does not use.
                query: query,
                release: () => {
                    client.release(silence);
                },
            };
        },
        end: async () => {
            await pool.end();
            await sockets.closed();
        },
    };
}
/** "cached plan must not change result type" */
function isOutdatedPlan(error) {
    return 'code' in error && error.code === '0A000' && error.message.includes('cached plan');
}
const names = new Map();
/** The name under which a statement is prepared: the same for the same text. */
function nameOf(text) {
    let name = names.get(text);
    if (name === undefined) {
        name = `adtech-${String(names.size)}`;
        names.set(text, name);
    }
    return name;
}
/** Takes the role once for each connection, before its first statement. */
function roleTaker({ name, onRefused, }) {
    const asked = new WeakSet();
    let refused = false;
    return async (client, timeoutMs) => {
        if (asked.has(client))
            return;
        let reason;
        try {
            reason = await (0, api_role_1.takeApiRole)(client, name, timeoutMs);
        }
        catch (error) {
            // Nobody knows which rights it has now.
            client.release(true);
            throw error;
        }
        asked.add(client);
        if (reason === undefined || refused)
            return;
        refused = true;
        onRefused(reason);
    };
}
function typeParser(oid, format) {
    if (oid === pg_1.types.builtins.DATE)
        return (text) => text;
    if (oid === pg_1.types.builtins.INT8)
        return Number;
    return pg_1.types.getTypeParser(oid, format);
}
//# sourceMappingURL=database.js.map