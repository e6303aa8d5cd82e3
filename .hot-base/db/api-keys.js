"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.API_KEYS_CHANNEL = void 0;
exports.createApiKey = createApiKey;
exports.revokeApiKey = revokeApiKey;
exports.listApiKeys = listApiKeys;
exports.findActiveApiKeys = findActiveApiKeys;
const kysely_1 = require("kysely");
const api_key_text_1 = require("./api-key-text");
/** Notified, without a payload, by the transaction of every change to the keys. */
exports.API_KEYS_CHANNEL = 'adtech_api_keys';
/** Makes a key for these advertisers, null for all; `text` is what its holder sends, and is known only now. */
async function createApiKey(db, name, advertisers) {
    const key = (0, api_key_text_1.newApiKey)();
    await db.transaction().execute(async (trx) => {
        await trx
            .insertInto('api_keys')
            .values({
            id: key.id,
            name,
            secret_sha256: (0, api_key_text_1.digestOfSecret)(key.secret),
            advertisers: advertisers === null ? null : [...advertisers],
        })
            .execute();
        await announceChange(trx);
    });
    return { id: key.id, text: (0, api_key_text_1.apiKeyText)(key) };
}
/** Ends a key for good; undefined when there is none of that id. One that was revoked before keeps its time. */
async function revokeApiKey(db, id) {
    return db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
            .updateTable('api_keys')
            .set({ revoked_at: (0, kysely_1.sql) `now()` })
            .where('id', '=', id)
            .where('revoked_at', 'is', null)
            .executeTakeFirst();
        if (numUpdatedRows > 0n) {
            await announceChange(trx);
            return 'revoked';
        }
        const known = await trx.selectFrom('api_keys').select('id').where('id', '=', id).executeTakeFirst();
        return known === undefined ? undefined : 'revoked before';
    });
}
/** Every key, the revoked ones too, the oldest first. */
async function listApiKeys(db) {
    const rows = await db
        .selectFrom('api_keys')
        .select(['id', 'name', 'advertisers', 'created_at', 'revoked_at'])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
    return rows.map(({ id, name, advertisers, created_at, revoked_at }) => ({
        ...{ id, name, advertisers },
        createdAt: created_at,
        revokedAt: revoked_at,
    }));
}
/** The keys that are not revoked, in no particular order. */
async function findActiveApiKeys(db) {
    const rows = await db
        .selectFrom('api_keys')
        .select(['id', 'name', 'secret_sha256', 'advertisers'])
        .where('revoked_at', 'is', null)
        .execute();
    return rows.map(({ id, name, secret_sha256, advertisers }) => ({
        ...{ id, name, advertisers },
        secretSha256: secret_sha256,
    }));
}
/** Heard by listeners when the transaction commits, and not at all when it does not. */
async function announceChange(trx) {
    await (0, kysely_1.sql) `SELECT pg_notify(${exports.API_KEYS_CHANNEL}, '')`.execute(trx);
}
//# sourceMappingURL=api-keys.js.map