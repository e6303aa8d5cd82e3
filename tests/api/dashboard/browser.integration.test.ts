import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Kysely } from 'kysely';
import type { RunningApi } from '../../../api/server';
import { createApiKey } from '../../../db/api-keys';
import { createDatabase } from '../../../db/database';
import type { Database } from '../../../db/schema';
import { MODELS } from '../../../domain/models';
import {
  accessibilityFaults,
  BROWSER_START_MS,
  openPage,
  startBrowser,
} from '../../support/processes/browser';
import type { WatchedPage } from '../../support/processes/browser';
import {
  FAILED,
  HOSTILE,
  MESSAGE,
  MISSING,
  NEWEST,
  NOW,
  publishWorld,
  START,
} from '../../support/database/dashboard-world';
import { startTcpProxy, targetOf, throughProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';
import { API_LIMITS, startTestApi } from '../../support/api/test-api';
import { createTestDatabase } from '../../support/database/test-database';
import type { TestDatabase } from '../../support/database/test-database';

const UI = 'http://temporal.example:8233';
const PAGES = {
  overview: '/',
  advertisers: '/advertisers',
  'the lists of an advertiser': '/advertisers/A',
  models: '/models',
  evaluation: '/models/evaluation',
  'a date': `/dates/${NEWEST}`,
};
const LOOKS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'a phone': { viewport: { width: 360, height: 740 } },
};

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
}, BROWSER_START_MS);

afterAll(async () => {
  await browser.close();
});

/** Holds the page that is open against what every page must be. */
async function expectWell({ page, faults }: WatchedPage): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
}

const textOf = async (page: Page, selector = 'main') => page.locator(selector).first().innerText();

describe('over five weeks of publications', () => {
  let database: TestDatabase;
  let api: RunningApi;

  beforeAll(async () => {
    database = await createTestDatabase();
    await publishWorld(database.db);
    api = await startTestApi(database, {
      now: () => NOW,
      startDate: START,
      temporalUi: { url: UI, namespace: 'default' },
    });
  });

  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  async function look(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const watched = await openPage(browser, api.port, options);
    expect((await watched.page.goto(path))?.status()).toBe(200);
    return watched;
  }

  describe.each(Object.entries(LOOKS))('in %s', (_, options) => {
    it.each(Object.entries(PAGES))(
      'shows %s, accessible, without an error or another host',
      async (_name, path) => {
        const watched = await look(path, options);
        await expectWell(watched);
        await watched.page.context().close();
      },
    );
  });

  it('shows the same text without JavaScript, since it has none', async () => {
    for (const path of Object.values(PAGES)) {
      const [plain, scripted] = [await look(path, { javaScriptEnabled: false }), await look(path)];
      expect(await plain.page.locator('script').count()).toBe(0);
      expect(await plain.page.locator('main').innerText()).toBe(await textOf(scripted.page));
      for (const { page } of [plain, scripted]) await page.context().close();
    }
  });

  it('tells what is wrong, and the one command for each', async () => {
    const { page } = await look('/');
    expect(await textOf(page, 'h1')).toBe(`Fresh: ${NEWEST} is published, 2 dates to look at`);
    const attention = page.getByRole('region', { name: 'To look at' });
    await expect(attention.innerText()).resolves.toContain(`1 date failed: ${FAILED}`);
    const text = await attention.innerText();
    expect(text).toContain(MESSAGE);
    expect(text).toContain(`npx adtech backfill --from ${FAILED} --to ${FAILED} --only failed`);
    expect(text).toContain(`1 date missing: ${MISSING}`);
    expect(text).toContain(`npx adtech backfill --from ${MISSING} --to ${MISSING} --only missing`);
    expect(text).toContain('1 date running: 2024-12-12');
    await page.context().close();
  });

  it('has for each date its steps, its run in the Temporal Web UI, and its command', async () => {
    const { page } = await look('/');
    const row = (date: string) =>
      page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: date }) });
    const cells = async (date: string) => row(date).getByRole('cell').allInnerTexts();
    // filter, TopProducts, TopCTR, write
    expect((await cells(NEWEST)).slice(0, 6)).toEqual([...Array<string>(4).fill('done'), '150,000', '62']);
    expect((await cells(FAILED)).slice(0, 4)).toEqual(['failed', ...Array<string>(3).fill('missing')]);
    expect((await cells(MISSING)).slice(0, 4)).toEqual(Array<string>(4).fill('missing'));
    expect(await row(NEWEST).getByRole('link', { name: 'Temporal' }).getAttribute('href')).toMatch(
      new RegExp(
        `^${UI}/namespaces/default/workflows/recommendations-${NEWEST}T23%3A00%3A00Z/[0-9a-f-]{36}/history$`,
      ),
    );
    await row(NEWEST).getByText('command').press('Enter');
    expect(await row(NEWEST).locator('code').innerText()).toBe(
      `npx adtech backfill --from ${NEWEST} --to ${NEWEST} --only all`,
    );
    await page.context().close();
  });

  it('finds an advertiser from the keyboard, and shows its lists with what all have', async () => {
    const watched = await look('/');
    const { page } = watched;
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.getByRole('searchbox').press('a');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('link', { name: 'A', exact: true }).press('Enter');
    await page.waitForURL('**/advertisers/A');
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      ...MODELS.map(({ name }) => expect.stringMatching(new RegExp(`^${name} `)) as string),
      ...MODELS.map(({ name }) => expect.stringMatching(new RegExp(`^${name} rank by day`)) as string),
      expect.stringMatching(/^Clicks against impressions/),
    ]);
    const marked = page.locator('tr.shared');
    expect(await marked.count()).toBe(4);
    expect(await page.getByRole('row', { name: /^1 p00 in every list 15\s% 9 60 same$/ }).count()).toBe(1);
    expect(
      await page
        .getByRole('img', { name: /^Ranks of TopProducts over 14 days, .* first on 2024-12-20: p00/ })
        .count(),
    ).toBe(1);
    expect(watched.faults).toEqual([]);
    await page.context().close();
  });

  it('takes ids for text and nothing else', async () => {
    const watched = await look('/advertisers');
    const { page } = watched;
    await page.getByRole('link', { name: HOSTILE, exact: true }).click();
    expect(await textOf(page, 'h1')).toBe(`Advertiser ${HOSTILE}`);
    expect(await textOf(page)).toContain('<b>bold</b>');
    expect(await page.locator('main img, main b').count()).toBe(0);
    await expectWell(watched);
    await page.context().close();
  });

  it.each([
    ['a known advertiser without a list', '/advertisers/idle', 200, 'No list on this date'],
    ['a search that finds nothing', '/advertisers?q=zzz', 200, 'No id has "zzz" in it'],
    ['an unknown advertiser', '/advertisers/never', 404, 'has never been an active advertiser'],
    ['a day that is none', '/dates/2024-02-30', 400, 'must be a day of the calendar'],
    ['a date without a run', `/dates/${MISSING}`, 200, 'No run of this date is on record'],
    ['a page that is none', '/models/x', 404, 'is not part of this API'],
  ])('designs %s', async (_, path, status, text) => {
    const watched = await openPage(browser, api.port);
    expect((await watched.page.goto(path))?.status()).toBe(status);
    expect(await textOf(watched.page)).toContain(text);
    await expectWell(watched);
    await watched.page.context().close();
  });
});

describe('over nothing', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let db: Kysely<Database>;
  let api: RunningApi;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await startTcpProxy(targetOf(database.url));
    const url = throughProxy(database.url, proxy);
    db = createDatabase(url, API_LIMITS);
    api = await startTestApi({ db, url }, { now: () => NOW, startDate: START });
  });

  afterEach(async () => {
    await api.stop();
    proxy.cutAll();
    await db.destroy();
    await proxy.stop();
    await database.drop();
  });

  it.each([
    ['/', 200, 'Nothing is published yet'],
    ['/advertisers', 200, 'No advertiser is known'],
    ['/advertisers/A', 404, 'has never been an active advertiser'],
    ['/models', 200, 'Nothing is published yet'],
    [`/dates/${NEWEST}`, 200, 'No run of this date'],
  ])('says at %s that nothing is there, and what to do', async (path, status, text) => {
    const watched = await openPage(browser, api.port);
    expect((await watched.page.goto(path))?.status()).toBe(status);
    expect(await textOf(watched.page)).toContain(text);
    await expectWell(watched);
    await watched.page.context().close();
  });

  it('says on every page that the database cannot be reached, and shows the page again once it can', async () => {
    await proxy.setMode('refuse');
    for (const path of Object.values(PAGES)) {
      const watched = await openPage(browser, api.port);
      expect((await watched.page.goto(path))?.status()).toBe(503);
      expect(await textOf(watched.page, 'h1')).toBe('No database');
      await expectWell(watched);
      await watched.page.context().close();
    }
    const { page } = await openPage(browser, api.port);
    await page.goto('/models');
    await proxy.setMode('pass');
    await page.getByRole('link', { name: 'Try again' }).click();
    expect(await textOf(page, 'h1')).toBe('Models');
    await page.context().close();
  });
});

it('lets a browser in with a key, without JavaScript too, and out again', async () => {
  const database = await createTestDatabase();
  await publishWorld(database.db);
  const { text } = await createApiKey(database.db, 'browser', null);
  const access = { keysRequired: true, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] };
  const api = await startTestApi(database, { access, now: () => NOW, startDate: START });
  const watched = await openPage(browser, api.port);
  const { page } = watched;
  expect((await page.goto('/models'))?.status()).toBe(401);
  await expectWell(watched);
  await page.getByLabel('Key').fill(text);
  await page.getByLabel('Key').press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/models');
  expect(await page.evaluate('document.cookie')).toBe('');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await expectWell(watched);
  await page.context().close();
  await api.stop();
  await database.drop();
});
