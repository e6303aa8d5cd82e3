"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TEMPORAL_REMEDY = void 0;
exports.checkTemporal = checkTemporal;
exports.checkPostgres = checkPostgres;
exports.checkMigrations = checkMigrations;
exports.checkLake = checkLake;
exports.unreachable = unreachable;
const consumers_1 = require("node:stream/consumers");
const kysely_1 = require("kysely");
const migrate_1 = require("../../db/migrate");
const lake_keys_1 = require("../../storage/lake-keys");
const server_1 = require("../../temporal/server");
const message_of_1 = require("../message-of");
const finding_1 = require("./finding");
/** Whether the server answers, which version it is, and whether the namespace is there. */
async function checkTemporal(client, address) {
    const { namespace } = client.options;
    try {
        const { version, retentionDays } = await (0, server_1.findServer)(client);
        const server = `${address}, server ${version}, namespace ${namespace}`;
        if (retentionDays !== undefined) {
            return (0, finding_1.checked)('temporal', `${server}, which keeps closed runs for ${String(retentionDays)} days`);
        }
        return (0, finding_1.checked)('temporal', server, [
            (0, finding_1.finding)(`the server has no namespace ${namespace}`, {
                remedy: 'make it, or correct TEMPORAL_NAMESPACE',
                command: `temporal operator namespace create --namespace ${namespace} --address ${address}`,
            }),
        ]);
    }
    catch (error) {
        return unreachable('temporal', address, error, exports.TEMPORAL_REMEDY);
    }
}
/** What to do about a server that does not answer. */
exports.TEMPORAL_REMEDY = 'start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*; `npx adtech up` starts one where none is set';
/** Whether the database answers, and which version it is. */
async function checkPostgres(db, databaseUrl) {
    const place = placeOf(databaseUrl);
    try {
        const { rows } = await (0, kysely_1.sql) `SHOW server_version`.execute(db);
        return (0, finding_1.checked)('postgres', `${place}, version ${rows[0]?.server_version ?? 'unknown'}`);
    }
    catch (error) {
        return unreachable('postgres', place, error, 'start it, or correct DATABASE_URL; `npx adtech up` starts one where none is set');
    }
}
/** Whether the database has every table that this version knows. */
async function checkMigrations(db) {
    const pending = await (0, migrate_1.pendingMigrations)(db);
    if (pending.length === 0)
        return (0, finding_1.checked)('migrations', 'all applied');
    return (0, finding_1.checked)('migrations', `${String(pending.length)} not applied`, [
        (0, finding_1.finding)(`the database lacks ${pending.join(', ')}`, { command: 'npx adtech migrate' }),
    ]);
}
/** Whether the lake lists and reads as it must: ranges, and only the object that was listed. */
async function checkLake(lake, signal) {
    try {
        for await (const { key, etag, sizeBytes } of lake.list(lake_keys_1.INPUT_PREFIX, { signal })) {
            if (sizeBytes === 0)
                continue;
            const range = { start: 0, end: 1 };
            await (0, consumers_1.buffer)(await lake.read(key, { ifMatch: etag, range, signal }));
            return (0, finding_1.checked)('lake', `${lake.url}, lists and reads`);
        }
        return (0, finding_1.checked)('lake', `${lake.url}, lists; nothing is there to be read`);
    }
    catch (error) {
        // Its own messages say what to do.
        return (0, finding_1.checked)('lake', lake.url, [(0, finding_1.finding)((0, message_of_1.messageOf)(error))]);
    }
}
/** The report on a service that does not answer, or refuses. */
function unreachable(check, place, error, remedy) {
    return (0, finding_1.checked)(check, place, [(0, finding_1.finding)(`${place} does not answer: ${(0, message_of_1.messageOf)(error)}`, { remedy })]);
}
/** Where a database is, without user and password. */
function placeOf(databaseUrl) {
    const { host, pathname } = new URL(databaseUrl);
    return `${host}${pathname}`;
}
//# sourceMappingURL=check-services.js.map