import { sql } from 'kysely';
import { Client } from 'pg';
import { KeyRing } from '../../api/access/key-ring';
import { parseApiKey } from '../../db/api-key-text';
import {
  API_KEYS_CHANNEL,
  createApiKey,
  findActiveApiKeys,
  listApiKeys,
  revokeApiKey,
} from '../../db/api-keys';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.drop());

async function ringOf({ db }: TestDatabase): Promise<KeyRing> {
  const ring = new KeyRing();
  ring.reload(await findActiveApiKeys(db));
  return ring;
}

it('makes keys that open until they are revoked, each for its advertisers', async () => {
  const { db } = database;
  const all = await createApiKey(db, 'all', null);
  const odd = ['0001', ' a b ', '{b,"c"}', '\\', 'NULL', 'é', 'e\u0301'];
  const limited = await createApiKey(db, 'limited', odd);
  let ring = await ringOf(database);
  expect(ring.verify(all.text)).toEqual({ id: all.id, name: 'all', advertisers: undefined });
  expect(ring.verify(limited.text)).toEqual({ id: limited.id, name: 'limited', advertisers: new Set(odd) });

  expect(await revokeApiKey(db, all.id)).toBe('revoked');
  ring = await ringOf(database);
  expect(ring.verify(all.text)).toBeUndefined();
  expect(ring.verify(limited.text)).toBeDefined();
});

it('makes each key of 256 new random bits', async () => {
  const keys = await Promise.all(
    Array.from({ length: 20 }, () => createApiKey(database.db, 'same name', null)),
  );
  const secrets = keys.map(({ text }) => parseApiKey(text)!.secret);
  expect(new Set(secrets).size).toBe(20);
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
});

// Fails when the secret, or a form that it can be read from, is stored anywhere in the row.
it('stores nothing of a key but its id and the SHA-256 of its secret', async () => {
  const { db } = database;
  const { id, text } = await createApiKey(db, 'n', ['A']);
  const { secret } = parseApiKey(text)!;
  const { rows } = await sql<{ row: string; matches: boolean }>`
    SELECT to_jsonb(api_keys)::text AS row, secret_sha256 = sha256(${secret}::bytea) AS matches
    FROM api_keys`.execute(db);
  expect(rows).toMatchObject([{ matches: true }]);
  expect(rows[0]!.row).toContain(id);
  expect(rows[0]!.row).not.toContain(secret);
  expect(rows[0]!.row).not.toContain(Buffer.from(secret).toString('hex'));
  expect(rows[0]!.row).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
});

it('lists every key without its secret, the oldest first', async () => {
  const { db } = database;
  const first = await createApiKey(db, 'first', null);
  const second = await createApiKey(db, 'second', ['A', 'B']);
  await revokeApiKey(db, first.id);
  expect(await listApiKeys(db)).toEqual([
    {
      id: first.id,
      name: 'first',
      advertisers: null,
      createdAt: expect.any(Date) as unknown,
      revokedAt: expect.any(Date) as unknown,
    },
    {
      id: second.id,
      name: 'second',
      advertisers: ['A', 'B'],
      createdAt: expect.any(Date) as unknown,
      revokedAt: null,
    },
  ]);
});

it('revokes once, and tells an unknown id from a revoked one', async () => {
  const { db } = database;
  const { id } = await createApiKey(db, 'n', null);
  const outcomes = await Promise.all([1, 2, 3].map(() => revokeApiKey(db, id)));
  expect(outcomes.sort()).toEqual(['revoked', 'revoked before', 'revoked before']);
  const [{ revokedAt } = {}] = await listApiKeys(db);
  expect(await revokeApiKey(db, id)).toBe('revoked before');
  expect((await listApiKeys(db))[0]?.revokedAt).toEqual(revokedAt);
  expect(await revokeApiKey(db, '000000000000')).toBeUndefined();
});

it.each<[string, string, string[] | null]>([
  ['without a name', '', null],
  ['of a name that is too long', 'n'.repeat(101), null],
  ['for no advertiser at all', 'n', []],
])('refuses a key %s', async (_, name, advertisers) => {
  await expect(createApiKey(database.db, name, advertisers)).rejects.toThrow(/check constraint/);
});

describe('the notification of a change', () => {
  let listener: Client;
  let heard: string[];

  beforeEach(async () => {
    heard = [];
    listener = new Client({ connectionString: database.url });
    await listener.connect();
    listener.on('notification', ({ channel, payload }) => heard.push(`${channel}:${payload ?? ''}`));
    await listener.query(`LISTEN ${API_KEYS_CHANNEL}`);
  });

  afterEach(() => listener.end());

  /** Notifications arrive before the answer to a later statement. */
  async function heardSoFar(): Promise<string[]> {
    await listener.query('SELECT 1');
    return heard;
  }

  it('comes with each new key and each revoked one, and names no key', async () => {
    const { id } = await createApiKey(database.db, 'n', null);
    expect(await heardSoFar()).toEqual(['adtech_api_keys:']);
    await revokeApiKey(database.db, id);
    expect(await heardSoFar()).toEqual(['adtech_api_keys:', 'adtech_api_keys:']);
    await revokeApiKey(database.db, id);
    expect(await heardSoFar()).toHaveLength(2);
  });

  // Fails when it is sent outside the transaction: who hears it would read the keys from before.
  it('comes when the keys can be read, and not at all when nothing changed', async () => {
    await expect(createApiKey(database.db, '', null)).rejects.toThrow();
    expect(await heardSoFar()).toEqual([]);
    const read = new Promise<number>((resolve, reject) => {
      listener.once('notification', () => {
        findActiveApiKeys(database.db).then((keys) => {
          resolve(keys.length);
        }, reject);
      });
    });
    await createApiKey(database.db, 'n', null);
    await expect(read).resolves.toBe(1);
  });
});
