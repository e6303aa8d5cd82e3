import { spawn } from 'node:child_process';
import path from 'node:path';
import type { RunningApi } from '../../api/server';
import { publishLists } from '../support/database/publications';
import { startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const CLIENT = path.join(__dirname, '..', '..', 'dist', 'examples', 'typed-client', 'recommend.js');

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, '2024-11-29', {
    views: {
      'a/b': [
        ['p2', 9],
        ['p1', 5],
      ],
    },
  });
  api = await startTestApi(database, { now: () => new Date('2024-11-30T12:00:00Z') });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Runs the example as its reader would. */
async function recommend(advertiser: string) {
  const client = spawn(process.execPath, [CLIENT, `http://127.0.0.1:${String(api.port)}`, advertiser]);
  let output = '';
  for (const stream of [client.stdout, client.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => client.once('close', resolve));
  return { code, output };
}

it('prints the list of an advertiser', async () => {
  expect(await recommend('a/b')).toEqual({ code: 0, output: 'a/b on 2024-11-29\n1. p2\n2. p1\n' });
});

it('says what is wrong', async () => {
  expect(await recommend('never')).toEqual({
    code: 1,
    output: 'Error: Unknown advertiser: "never" has never been an active advertiser\n',
  });
});
