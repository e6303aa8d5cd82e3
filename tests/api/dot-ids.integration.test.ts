import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { advertiserPath } from '../../api/endpoints/pages';
import type { RunningApi } from '../../api/server';
import { checkPublished } from '../../cli/check-published';
import { createApiKey } from '../../db/api-keys';
import { publishLists } from '../support/database/publications';
import { ask, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const IDS = ['.', '..', '...', '=..', 'A'];

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const lists = Object.fromEntries(
    IDS.map((id, i) => [id, [[`of ${id}`, 9 - i] as const, ['..', 1] as const]]),
  );
  await publishLists(database.db, DATE, { views: lists });
  api = await startTestApi(database, {
    access: { keysRequired: true, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] },
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const base = () => `http://127.0.0.1:${String(api.port)}`;

/** Asks for a path as it is written, which `fetch` does not. */
async function getRaw(path: string, key: string): Promise<string> {
  const headers = { 'x-api-key': key };
  return new Promise((resolve, reject) => {
    request({ port: api.port, host: '127.0.0.1', path, headers }, (response) => {
      text(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}

// Fails when a link of an id is one that a browser resolves to another page.
it.each(IDS)('links to the page of the advertiser %s, and to its other spans', async (id) => {
  const { text: key } = await createApiKey(database.db, 'of one', [id]);
  const open = async (href: string) => {
    // As a browser resolves a link.
    const response = await fetch(new URL(href, `${base()}/advertisers`), {
      headers: { accept: 'text/html', cookie: `adtech_key=${key}` },
    });
    return { status: response.status, html: await response.text() };
  };
  let found = await open('/advertisers');
  while (found.status === 401) found = await open('/advertisers');
  expect(found.html).toContain(`<a href="${advertiserPath(id)}">${id}</a>`);
  const shown = await open(advertiserPath(id));
  expect(shown).toMatchObject({ status: 200, html: expect.stringContaining(`of ${id}<`) as unknown });
  const spans = [...shown.html.matchAll(/href="([^"]+\?days=\d+)"/g)].map(([, href = '']) => href);
  expect(spans).toHaveLength(4);
  for (const span of spans) expect((await open(span)).html).toContain(`of ${id}<`);
  for (const other of IDS.filter((one) => one !== id))
    expect((await open(advertiserPath(other))).status).toBe(403);
});

it.each(['.', '..'])('answers the lists of %s by POST, and by a path that is sent as it is', async (id) => {
  const { text: key } = await createApiKey(database.db, 'all', null);
  const products = [{ product_id: `of ${id}` }, { product_id: '..' }];
  const send = () =>
    ask(api, '/recommendations', {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ advertisers: [id], models: ['TopProducts'] }),
    });
  let answer = await send();
  while (answer.status === 401) answer = await send();
  expect(answer.body).toMatchObject({ results: [{ advertiser: id, recommendations: products }] });
  const encoded = id.replaceAll('.', '%2E');
  expect(JSON.parse(await getRaw(`/recommendations/${encoded}/TopProducts`, key))).toMatchObject({
    advertiser: id,
    recommendations: products,
  });
  expect(JSON.parse(await getRaw(`/history/${encoded}`, key))).toMatchObject({ advertiser: id });
});

// Fails when the lists of `.` and `..` are asked for by a URL that no client keeps.
it('finds the published lists of every id in the answers of the API', async () => {
  const open = await startTestApi(database);
  try {
    const checked = await checkPublished(database, `http://127.0.0.1:${String(open.port)}`, [DATE]);
    expect(checked).toMatchObject({ faults: [], lists: IDS.length });
  } finally {
    await open.stop();
  }
});
