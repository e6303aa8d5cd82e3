import fc from 'fast-check';
import { sql } from 'kysely';
import { arrayLiteral } from '../../db/array-literal';
import { anyText, holds, SEED } from '../support/property';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** Texts of what the syntaxes of arrays and of JSON know, without control characters. */
function anyElement(): fc.Arbitrary<string> {
  const syntax = fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    ',',
    ' ',
    '\\u0041',
    '\\n',
    '[1:2]=',
    'NULL',
    'null',
    "'",
    'a',
  );
  return fc.oneof(
    fc.array(syntax, { maxLength: 6 }).map((parts) => parts.join('')),
    anyText().map((text) => text.replace(/\p{Cc}/gu, '')),
  );
}

describe(`an array literal (seed ${String(SEED)})`, () => {
  it('is read by Postgres as the texts that it was made of, as a parameter and within an array of such', () =>
    holds(
      fc.asyncProperty(
        fc.array(fc.array(anyElement(), { maxLength: 20 }), { minLength: 1, maxLength: 5 }),
        async (arrays) => {
          const literals = arrays.map((elements) => arrayLiteral(JSON.stringify(elements)));
          const { rows } = await sql<{ alone: string[]; within: string[] }>`
            SELECT ${literals[0]}::text[] AS alone, literal::text[] AS within
            FROM unnest(${literals}::text[]) WITH ORDINALITY AS list (literal, place) ORDER BY place`.execute(
            database.db,
          );
          expect(rows.map(({ within }) => within)).toEqual(arrays);
          expect(rows[0]?.alone).toEqual(arrays[0]);
        },
      ),
    ));

  it('is read by Postgres as the integers that it was made of', () =>
    holds(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 20 }),
        async (integers) => {
          const { rows } = await sql<{
            integers: number[];
          }>`SELECT ${arrayLiteral(JSON.stringify(integers))}::integer[] AS integers`.execute(database.db);
          expect(rows).toEqual([{ integers }]);
        },
      ),
      100,
    ));

  it('refuses a text whose escape means something else in Postgres', () => {
    expect(() => arrayLiteral(JSON.stringify(['a\u0001']))).toThrow('control character');
    expect(() => arrayLiteral(JSON.stringify(['\\\n']))).toThrow('control character');
    expect(arrayLiteral(JSON.stringify(['\\n', '"']))).toBe('{"\\\\n","\\""}');
  });
});

it('refuses figures that are no integers', async () => {
  for (const figure of [NaN, 0.5, Infinity, 2 ** 31]) {
    const cast = sql`SELECT ${arrayLiteral(`[${String(figure)}]`)}::integer[]`.execute(database.db);
    await expect(cast).rejects.toMatchObject({ code: expect.stringMatching(/^22/) as string });
  }
});
