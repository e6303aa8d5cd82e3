"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.resolveAddresses = resolveAddresses;
exports.resolveDatabaseUrl = resolveDatabaseUrl;
exports.startDateOf = startDateOf;
exports.lakeAt = lakeAt;
exports.lakeOptions = lakeOptions;
exports.databaseFor = databaseFor;
exports.migrateAt = migrateAt;
exports.requireMigrated = requireMigrated;
exports.withDatabase = withDatabase;
exports.withServices = withServices;
const settings_1 = require("../config/settings");
const api_role_1 = require("../db/api-role");
const database_1 = require("../db/database");
const migrate_1 = require("../db/migrate");
const open_lake_1 = require("../storage/open-lake");
const connect_1 = require("../temporal/connect");
const exit_codes_1 = require("./exit-codes");
/** What each kind of process may ask of Postgres, and how long it waits. */
const DATABASE_LIMITS = {
    // Its longest statement writes 2,000 lists; a server that hangs is to be noticed, and the step tried again.
    worker: {
        maxConnections: 10,
        connectTimeoutMs: 10_000,
        statementTimeoutMs: 20_000,
        queryTimeoutMs: 25_000,
        lockTimeoutMs: 15_000,
    },
    api: {
        maxConnections: 10,
        connectTimeoutMs: 2_000,
        statementTimeoutMs: 2_000,
        queryTimeoutMs: 2_500,
        lockTimeoutMs: 1_000,
        prepare: true,
    },
    cli: {
        maxConnections: 4,
        connectTimeoutMs: 10_000,
        statementTimeoutMs: 120_000,
        queryTimeoutMs: 130_000,
        lockTimeoutMs: 60_000,
    },
};
/**
 * The addresses that the settings give, completed by the embedded parts of an `up` that runs in this folder.
 * @throws UsageError when a part has neither.
 */
function resolveAddresses(settings, home) {
    const running = home.running;
    const address = settings.temporal.connectionOptions.address ?? running?.temporalAddress;
    const databaseUrl = settings.databaseUrl ?? running?.databaseUrl;
    const missing = [
        ...(databaseUrl === undefined ? ['DATABASE_URL'] : []),
        ...(address === undefined ? ['TEMPORAL_ADDRESS'] : []),
    ];
    if (databaseUrl === undefined || address === undefined) {
        throw new exit_codes_1.UsageError(`${missing.join(' and ')} not set, and no \`npx adtech up\` runs in this folder; set what is missing, or start that first`);
    }
    const { temporal } = settings;
    return {
        lakeUrl: settings.lakeUrl ?? home.lakeUrl,
        databaseUrl,
        temporal: { ...temporal, connectionOptions: { ...temporal.connectionOptions, address } },
        startDate: startDateOf(settings, home),
    };
}
/**
 * DATABASE_URL, or the database of an `up` that runs in this folder.
 * @throws UsageError when there is neither.
 */
function resolveDatabaseUrl(settings, home) {
    const url = settings.databaseUrl ?? home.running?.databaseUrl;
    if (url === undefined)
        throw new exit_codes_1.UsageError('DATABASE_URL is not set, and no `npx adtech up` runs in this folder');
    return url;
}
/** START_DATE, or the first day of the embedded lake's sample logs where those are read. */
function startDateOf(settings, home) {
    const ofSample = settings.lakeUrl === undefined ? home.sampleStartDate : undefined;
    return settings.startDate ?? ofSample ?? settings_1.DEFAULT_START_DATE;
}
/** The lake at an address, reached as the settings say. */
function lakeAt(url, settings) {
    return (0, open_lake_1.openLake)(url, lakeOptions(settings));
}
/** What the settings say of a lake besides its address. */
function lakeOptions(settings) {
    return {
        ...(settings.s3Endpoint === undefined ? {} : { s3Endpoint: settings.s3Endpoint }),
        ...(settings.s3Region === undefined ? {} : { s3Region: settings.s3Region }),
    };
}
/** A pool for one kind of process; with a role, its connections have no other rights. */
function databaseFor(kind, url, options = {}) {
    return (0, database_1.createDatabase)(url, {
        applicationName: `adtech-${kind}`,
        onIdleError: () => undefined,
        ...DATABASE_LIMITS[kind],
        ...options,
    });
}
/** Brings the database at `url` up to the newest migration. */
async function migrateAt(url) {
    const db = databaseFor('cli', url);
    try {
        return { applied: await (0, migrate_1.migrate)(db), roleFault: await (0, api_role_1.findFaultOfApiRole)(db) };
    }
    finally {
        await db.destroy();
    }
}
/** @throws UsageError when the database lacks a migration. */
async function requireMigrated(db) {
    const pending = await (0, migrate_1.pendingMigrations)(db);
    if (pending.length > 0) {
        throw new exit_codes_1.UsageError(`the database lacks ${pending.join(', ')}; run \`npx adtech migrate\` first`);
    }
}
/** Opens the migrated database for `work`, and closes it after it. */
async function withDatabase(url, work) {
    const db = databaseFor('cli', url);
    try {
        await requireMigrated(db);
        return await work(db);
    }
    finally {
        await db.destroy();
    }
}
/** Opens lake, migrated database and Temporal for `work`, and closes them after it. */
async function withServices(settings, addresses, work) {
    const db = databaseFor('cli', addresses.databaseUrl);
    const lake = await lakeAt(addresses.lakeUrl, settings);
    try {
        await requireMigrated(db);
        const client = await (0, connect_1.connectClient)(addresses.temporal);
        try {
            return await work({ startDate: addresses.startDate, lake, db, client });
        }
        finally {
            await client.connection.close();
        }
    }
    finally {
        lake.close();
        await db.destroy();
    }
}
//# sourceMappingURL=services.js.map