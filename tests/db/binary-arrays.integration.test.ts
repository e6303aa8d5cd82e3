import fc from 'fast-check';
import { sql } from 'kysely';
import { textArray } from '../../db/binary-arrays';
import { anyText, holds, SEED } from '../support/jest/property';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

async function readBack(texts: readonly string[]): Promise<unknown> {
  const { rows } = await sql<{ texts: string[] }>`SELECT ${textArray(texts)}::text[] AS texts`.execute(
    database.db,
  );
  return rows[0]?.texts;
}

it(`is read by Postgres as the texts that it was made of (seed ${String(SEED)})`, async () => {
  const syntax = fc.constantFrom('"', '\\', '{', '}', ',', ' ', 'NULL', '', '😀', 'é');
  // Postgres has no NUL in a text.
  const text = fc.oneof(
    syntax,
    anyText().map((drawn) => drawn.replaceAll('\0', '')),
  );
  await holds(
    fc.asyncProperty(fc.array(text, { maxLength: 30 }), async (texts) => {
      expect(await readBack(texts)).toEqual(texts);
    }),
  );
});

it('holds none, and more than fit into a page', async () => {
  expect(await readBack([])).toEqual([]);
  const many = Array.from({ length: 20_000 }, (_, i) => `advertiser ${String(i)}`);
  expect(await readBack(many)).toEqual(many);
});
