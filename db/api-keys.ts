import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { apiKeyText, digestOfSecret, newApiKey } from './api-key-text';
import type { Database } from './schema';

/** The channel on which the transaction of every change to the keys notifies, without a payload. */
export const API_KEYS_CHANNEL = 'adtech_api_keys';

/** A valid key of the API, with the data to check it. */
export interface ActiveApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretSha256: Buffer;
  /** The advertisers that it is limited to; null for all. */
  readonly advertisers: readonly string[] | null;
}

/** A key as shown to people, without its secret. */
export interface ApiKeyDescription {
  readonly id: string;
  readonly name: string;
  readonly advertisers: readonly string[] | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** Creates a key for these advertisers, null for all; `text` is what its holder sends, and cannot be read again later. */
export async function createApiKey(
  db: Kysely<Database>,
  name: string,
  advertisers: readonly string[] | null,
): Promise<{ id: string; text: string }> {
  const key = newApiKey();
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('api_keys')
      .values({
        id: key.id,
        name,
        secret_sha256: digestOfSecret(key.secret),
        advertisers: advertisers === null ? null : [...advertisers],
      })
      .execute();
    await announceChange(trx);
  });
  return { id: key.id, text: apiKeyText(key) };
}

/** Revokes a key; undefined when there is no key with this id. A key that was revoked before keeps its time. */
export async function revokeApiKey(
  db: Kysely<Database>,
  id: string,
): Promise<'revoked' | 'revoked before' | undefined> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('api_keys')
      .set({ revoked_at: sql`now()` })
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
export async function listApiKeys(db: Kysely<Database>): Promise<ApiKeyDescription[]> {
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
export async function findActiveApiKeys(db: Kysely<Database>): Promise<ActiveApiKey[]> {
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

/** Listeners are notified when the transaction commits, and only then. */
async function announceChange(trx: Transaction<Database>): Promise<void> {
  await sql`SELECT pg_notify(${API_KEYS_CHANNEL}, '')`.execute(trx);
}
