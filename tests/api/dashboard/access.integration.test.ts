import type { RunningApi } from '../../../api/server';
import { createApiKey, revokeApiKey } from '../../../db/api-keys';
import { publishLists } from '../../support/database/publications';
import { ask, expectProblem, startTestApi } from '../../support/api/test-api';
import { createTestDatabase } from '../../support/database/test-database';
import type { TestDatabase } from '../../support/database/test-database';

const PAGES = ['/', '/advertisers', '/advertisers/A', '/models', '/models/evaluation', '/dates/2024-11-29'];
const SECRETS = /p-of-a|p-of-b|ADVERTISER|2024-11-29T23/;

let database: TestDatabase;
let api: RunningApi;
let whole: { id: string; text: string };
let limited: { id: string; text: string };

beforeAll(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, '2024-11-29', {
    views: { A: [['p-of-a', 1]], ADVERTISER_B: [['p-of-b', 1]] },
  });
  whole = await createApiKey(database.db, 'whole', null);
  limited = await createApiKey(database.db, 'limited', ['A']);
  api = await startTestApi(database, {
    access: { keysRequired: true, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] },
    startDate: '2024-11-29',
    now: () => new Date('2024-11-30T12:00:00Z'),
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const url = (path: string) => `http://127.0.0.1:${String(api.port)}${path}`;

const open = async (path: string, cookie?: string) => {
  const response = await fetch(url(path), {
    headers: { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }) },
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
};

const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url(path), {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', ...headers },
    body: new URLSearchParams(fields),
  });

const cookieOf = (key: { text: string }) => `adtech_key=${key.text}`;

it.each(PAGES)('asks at %s for a key, and shows nothing of the lists', async (path) => {
  for (const cookie of [undefined, 'adtech_key=adk_000000000000_x', 'other=1']) {
    const { status, headers, html } = await open(path, cookie);
    expect(status).toBe(401);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('npx adtech keys create');
    expect(html).toContain(`<input type="hidden" name="next" value="${path}"/>`);
    expect(html).not.toMatch(SECRETS);
  }
  expectProblem(await ask(api, path), 401, /send a key/);
});

it('needs no key for its styles', async () => {
  expect((await open('/dashboard.css')).status).toBe(200);
});

it('signs a browser in with a key, in a cookie that no script and no other site can use', async () => {
  const response = await send('/sign-in', { key: ` ${whole.text} `, next: '/advertisers?q=A' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/advertisers?q=A');
  expect(response.headers.get('set-cookie')).toBe(
    `adtech_key=${whole.text}; Path=/; HttpOnly; SameSite=Strict`,
  );
  for (const path of PAGES) expect((await open(path, cookieOf(whole))).status).toBe(200);
});

it('sends the cookie back over TLS only, where a proxy does TLS', async () => {
  const response = await send('/sign-in', { key: whole.text }, { 'x-forwarded-proto': 'https' });
  expect(response.headers.get('set-cookie')).toContain('; Secure');
});

it.each(['https://other.example/', '//other.example/', '/\\other.example', 'javascript:alert(1)', ''])(
  'goes to the overview rather than to %j',
  async (next) => {
    const response = await send('/sign-in', { key: whole.text, next });
    expect(response.headers.get('location')).toBe('/');
  },
);

it.each([
  ['an unknown key', { key: 'adk_000000000000_x' }],
  ['no key', {}],
])('refuses %s, and says so', async (_, fields) => {
  const response = await send('/sign-in', fields);
  expect(response.status).toBe(401);
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await response.text()).toContain('The key is unknown or revoked');
});

it.each(['/sign-in', '/sign-out'])('refuses a form of another site at %s', async (path) => {
  const response = await send(path, { key: whole.text }, { 'sec-fetch-site': 'cross-site' });
  expect(response.status).toBe(400);
  expect(response.headers.get('set-cookie')).toBeNull();
});

it('signs a browser out', async () => {
  const response = await send('/sign-out', {}, { cookie: cookieOf(whole) });
  expect(response.status).toBe(303);
  expect(response.headers.get('set-cookie')).toBe(
    'adtech_key=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
  );
});

// Fails when a cached answer for one key is given to another.
it('shows a limited key its advertisers, and nothing of others, also when that is in the cache', async () => {
  for (const path of [...PAGES, '/advertisers/ADVERTISER_B']) await open(path, cookieOf(whole));
  for (const path of [
    '/',
    '/models',
    '/models/evaluation',
    '/dates/2024-11-29',
    '/advertisers/ADVERTISER_B',
  ]) {
    const { status, html } = await open(path, cookieOf(limited));
    expect(status).toBe(403);
    expect(html).toContain('The advertisers that this key is for');
    expect(html).not.toMatch(/p-of-b/);
  }
  expect((await open('/advertisers/A', cookieOf(limited))).html).toContain('p-of-a');
  const found = await open('/advertisers', cookieOf(limited));
  expect(found.html).toContain('>A</a>');
  expect(found.html).not.toContain('ADVERTISER_B');
});

it('takes the cookie for pages alone', async () => {
  const answer = await ask(api, '/history/A', { headers: { cookie: cookieOf(whole) } });
  expectProblem(answer, 401, /send a key/);
});

it('shuts a browser out whose key is revoked', async () => {
  const key = await createApiKey(database.db, 'short', null);
  const statusOf = async () => (await open('/', cookieOf(key))).status;
  for (let i = 0; i < 200 && (await statusOf()) !== 200; i++)
    await new Promise((next) => setTimeout(next, 50));
  expect(await statusOf()).toBe(200);
  await revokeApiKey(database.db, key.id);
  for (let i = 0; i < 200 && (await statusOf()) === 200; i++)
    await new Promise((next) => setTimeout(next, 50));
  expect(await statusOf()).toBe(401);
});
