import { searchAdvertisers } from '../../db/advertisers';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db
    .insertInto('advertisers')
    .values(['b', 'ABC', 'abd', '100%', '1_0', 'é', 'Z'].map((id) => ({ advertiser_id: id })))
    .execute();
});

afterAll(async () => {
  await database.drop();
});

const search = (text: string, among?: string[], limit = 10) =>
  searchAdvertisers(database.db, text, { among: among && new Set(among), limit });

it.each([
  ['', ['100%', '1_0', 'ABC', 'Z', 'abd', 'b', 'é']],
  ['ab', ['ABC', 'abd']],
  ['BD', ['abd']],
  ['0%', ['100%']],
  ['_', ['1_0']],
  ["'", []],
])('finds what has %j in it, in the order of bytes', async (text, ids) => {
  expect(await search(text)).toEqual({ ids, count: ids.length });
});

it('counts all that match, also those beyond its limit', async () => {
  expect(await search('b', undefined, 2)).toEqual({ ids: ['ABC', 'abd'], count: 3 });
});

it('finds none but those that it may', async () => {
  expect(await search('b', ['abd', 'Z'])).toEqual({ ids: ['abd'], count: 1 });
  expect(await search('', [])).toEqual({ ids: [], count: 0 });
});
