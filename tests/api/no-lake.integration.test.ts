import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import fc from 'fast-check';
import { intermediateKey, logKey, objectCountsKey } from '../../storage/lake-keys';
import { startApiProcess } from '../support/api/api-process';
import { adtech } from '../support/processes/command-line';
import { anyRequest } from '../support/api/fuzz-requests';
import { SEED } from '../support/jest/property';
import { publishLists } from '../support/database/publications';
import { ask } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const REQUESTS = 300;
const OBJECT = { key: logKey('ads_views'), etag: '5e0-3' };

/** Texts that would be keys, or paths out of the lake, if the API used them as keys. */
const KEYS = [
  OBJECT.key,
  objectCountsKey(OBJECT),
  intermediateKey({ executionDate: DATE, runId: 'r', step: 'filter', attempt: 1 }, 'inputs'),
  `../../${OBJECT.key}`,
  `s3://lake/${OBJECT.key}`,
  'file:///etc/passwd',
  '/etc/passwd',
  `${OBJECT.key}\u0000.json`,
];

let database: TestDatabase;
let store: Server;
let connections = 0;
let settings: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, DATE, { views: { A: [['p1', 5]] } });
  store = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  settings = {
    DATABASE_URL: database.url,
    LAKE_URL: 's3://lake',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${String((store.address() as AddressInfo).port)}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
});

afterAll(async () => {
  store.close();
  await database.drop();
});

// Fails as soon as any route reads or writes an object, whatever key it makes; the last line shows that this would be seen.
it(`the API asks the lake for nothing, whatever it is asked for (seed ${String(SEED)})`, async () => {
  const api = await startApiProcess(settings);
  try {
    const requests = fc.sample(anyRequest('1.0.0', ['A', 'TopCTR', DATE, ...KEYS]), {
      seed: SEED,
      numRuns: REQUESTS,
    });
    const lists = KEYS.map((key) => `/recommendations/${encodeURIComponent(key)}/TopProducts`);
    for (const { path, init } of [...requests, ...lists.map((path) => ({ path, init: {} }))])
      expect((await ask(api, path, init)).status).toBeLessThan(500);
  } finally {
    await api.stop();
  }
  expect(connections).toBe(0);
  const sample = ['sample', '--out', settings['LAKE_URL'] ?? '', '--rows', '10', '--days', '1'];
  await adtech(sample, settings, (child) => store.once('connection', () => child.kill('SIGKILL')));
  expect(connections).toBeGreaterThan(0);
});
