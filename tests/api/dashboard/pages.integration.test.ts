import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RunningApi } from '../../../api/server';
import { publish } from '../../../db/publication';
import { recordRunEnd, registerRun } from '../../../db/runs';
import { addDays, daysFromTo } from '../../../domain/execution-date';
import { topConversions } from '../../../domain/models/top-conversions';
import { NEWEST, NOW, publishYear } from '../../support/database/dashboard-world';
import {
  beginRun,
  listColumns,
  newRun,
  publicationOf,
  publishLists,
} from '../../support/database/publications';
import { ask, cacheHits, expectProblem, startTestApi } from '../../support/api/test-api';
import { createTestDatabase } from '../../support/database/test-database';
import type { TestDatabase } from '../../support/database/test-database';

const MAX_PAGE_BYTES = 300_000;
const HTML = { headers: { accept: 'text/html,*/*;q=0.8' } };

let database: TestDatabase;
let api: RunningApi;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await api.stop();
  await database.drop();
});

const start = async (startDate = NEWEST, now = () => NOW) => {
  api = await startTestApi(database, {
    now,
    startDate,
    temporalUi: { url: 'https://temporal.ads.example.com', namespace: 'recommendations' },
  });
};

const open = async (path: string, init: RequestInit = HTML) => {
  const response = await fetch(`http://127.0.0.1:${String(api.port)}${path}`, init);
  return { response, html: await response.text() };
};

describe('the overview of a year', () => {
  const DATES = 365;

  it.each(['published', 'failed'] as const)(
    'stays below 300 kB for 2,000 advertisers and 365 dates that are %s',
    async (state) => {
      const first = addDays(NEWEST, 1 - DATES);
      if (state === 'published') await publishYear(database.db, DATES, 2_000);
      else {
        for (const date of daysFromTo(first, NEWEST)) {
          const run = newRun(date);
          await registerRun(database.db, run);
          const message = `input/${'x'.repeat(5_000)}.csv is broken`;
          await recordRunEnd(database.db, run, 'failed', { step: 'filterLogs', type: 'BadLog', message });
        }
      }
      await start(first);
      const { response, html } = await open('/');
      expect(response.status).toBe(200);
      for (const date of [first, NEWEST]) expect(html).toContain(`>${date}</a>`);
      expect(html.match(/\/history">Temporal/g)).toHaveLength(DATES);
      expect(html.match(/npx adtech backfill --from/g)!.length).toBeGreaterThanOrEqual(DATES);
      expect(Buffer.byteLength(html)).toBeLessThan(MAX_PAGE_BYTES);
      expect(Buffer.byteLength(html)).toBeGreaterThan(MAX_PAGE_BYTES / 3);
    },
  );

  it('shows 366 dates at most, and leads to those before', async () => {
    await publishLists(database.db, NEWEST, {});
    await start('2022-01-01');
    const { html } = await open('/');
    expect(html.match(/<th scope="row"><a href="\/dates\//g)).toHaveLength(366);
    const [, to = ''] = /href="(\/\?to=[\d-]+)">Earlier dates/.exec(html) ?? [];
    expect(to).toBe('/?to=2023-12-20');
    expect((await open(to)).html).toContain('>2023-12-20</a>');
  });
});

it('keeps a page until a date is published', async () => {
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]] } });
  await start();
  let first = await open('/models');
  for (let i = 0; i < 100 && (await cacheHits(api)) === 0; i++) {
    await sleep(50);
    first = await open('/models');
  }
  expect(await cacheHits(api)).toBeGreaterThan(0);
  const etag = first.response.headers.get('etag')!;
  const again = await open('/models', { headers: { ...HTML.headers, 'if-none-match': etag } });
  expect(again.response.status).toBe(304);
  expect(first.html).toContain('1 advertiser');
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]], B: [['p1', 1]] } });
  let { html } = await open('/models');
  for (let i = 0; i < 100 && html === first.html; i++) {
    await sleep(50);
    ({ html } = await open('/models'));
  }
  expect(html).toContain('2 advertisers');
});

it('shows ignored rows and the description of each input of a date, and no such column without descriptions', async () => {
  const [plain] = publicationOf({}).report.inputs;
  const report = {
    inputs: [
      plain!,
      { ...plain!, key: 'input/a.csv', source: 'h2' },
      { ...plain!, key: 'input/b.csv', source: 'h1' },
    ],
    sources: {
      h1: { log: 'ads_views', text: 'input/b.csv: <csv>' },
      h2: { log: 'ads_views', text: 'input/a.csv: csv' },
    },
    ignored: { '<cart>': 7, search: 1_200 },
  };
  await publishLists(database.db, NEWEST, {}, [], report);
  const before = addDays(NEWEST, -1);
  await publishLists(database.db, before, {});
  await start();
  const { html } = await open(`/dates/${NEWEST}`);
  expect(html).toContain('1,200 search, 7 &lt;cart>');
  const cells = (key: string) => new RegExp(`<th scope="row">${key}</th>.*?</tr>`).exec(html)?.[0];
  expect(cells('input/ads_views.csv')).toMatch(/<td class="n"><\/td><\/tr>$/);
  expect(cells('input/a.csv')).toMatch(/<td class="n">2<\/td><\/tr>$/);
  expect(cells('input/b.csv')).toMatch(/<td class="n">1<\/td><\/tr>$/);
  expect(html).toContain('<td class="n">1</td><td>ads_views</td><td><code>input/b.csv: &lt;csv></code></td>');
  const other = await open(`/dates/${before}`);
  expect(other.html).toContain('objects read');
  expect(other.html).not.toContain('Description');
});

it('shows a run that failed, which no publication tells of', async () => {
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]] } });
  let now = NOW.getTime();
  await start(NEWEST, () => new Date(now));
  expect((await open('/')).html).not.toContain('failed');
  const run = newRun(NEWEST);
  await registerRun(database.db, run);
  await recordRunEnd(database.db, run, 'failed', { step: null, type: 'X', message: 'no reason' });
  now += 6_000;
  expect((await open('/')).html).toContain('1 date failed');
});

it('has the calendar of START_DATE to the last date due, which a run of another date does not move', async () => {
  await publishLists(database.db, addDays(NEWEST, -1), { views: { A: [['p1', 1]] } });
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]] } });
  await publishLists(database.db, '2024-05-10', { views: { A: [['p1', 1]] } });
  await start(addDays(NEWEST, -1));
  const { html } = await open('/');
  expect(html).toContain(`Fresh: ${NEWEST} is published<`);
  expect(html).toContain('2 of 2');
  expect(html).not.toContain('missing</strong>');
  expect(html).toMatch(/1 date with runs outside the calendar[^]*: 2024-05-10\./);
});

it('is not late by dates before START_DATE', async () => {
  await publishLists(database.db, '2024-05-10', { views: { A: [['p1', 1]] } });
  await start(NEWEST, () => new Date(`${NEWEST}T23:01:00Z`));
  expect((await open('/')).html).toContain(`Late by 1\u202fmin: ${NEWEST} is not published`);
});

it('is fresh until the next date is due, and late from then on', async () => {
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]] } });
  let now = new Date('2024-12-21T22:59:50Z').getTime();
  await start(NEWEST, () => new Date(now));
  expect((await open('/')).html).toContain('Fresh: 2024-12-20 is published');
  now += 70_000;
  expect((await open('/')).html).toContain('Late by 1\u202fmin: 2024-12-21 is not published');
});

it('answers errors as HTML to browsers, as problems to programs, and API routes as problems to both', async () => {
  await start();
  const page = await open('/advertisers/never');
  expect(page.response.status).toBe(404);
  expect(page.response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.html).toContain(page.response.headers.get('x-request-id'));
  expectProblem(await ask(api, '/advertisers/never'), 404, /never been/);
  expectProblem(await ask(api, '/history/never', HTML), 404, /never been/);
  expectProblem(await ask(api, '/nothing', HTML), 404, /not part/);
});

it.each(['/', '/models', '/advertisers/never', '/nothing/at/all', '/sign-in'])(
  'allows no script, no inline style and no other host at %s',
  async (path) => {
    await start();
    const { response, html } = await open(path);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*|script-src/);
    expect(html).not.toMatch(/<script|<style|style=|javascript:|https?:\/\//);
  },
);

it('serves its styles under an address that changes with them', async () => {
  await start();
  const [, href = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec((await open('/')).html) ?? [];
  const { response, html: css } = await open(href);
  expect(href).toMatch(/^\/dashboard\.css\?v=[\w-]{12}$/);
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(css).toContain('prefers-color-scheme: dark');
});

// Fails when an error of a page ends the process, or reaches the routes beside it.
it('leaves the API alone when a page cannot be made', async () => {
  await publishLists(database.db, NEWEST, { views: { A: [['p1', 1]] } });
  await sql`ALTER TABLE runs DROP COLUMN failure CASCADE`.execute(database.db);
  await start();
  const { response, html } = await open('/');
  expect(response.status).toBe(500);
  expect(html).toContain('The log of the service has the reason');
  expect(html).not.toMatch(/column|failure|select/i);
  expect((await ask(api, '/recommendations/A/TopProducts')).status).toBe(200);
});

describe('conversions', () => {
  const publishConversions = async () => {
    const publication = publicationOf({ ctrs: { A: [['p1', 4, 200]] } });
    const metrics = { conversions: [3], clicks: [4], conversion_rate: [0.75] };
    const lists = [listColumns([{ advertiserId: 'A', productIds: ['p1'], metrics }])];
    await publish(database.db, await beginRun(database.db, NEWEST), {
      ...publication,
      report: { ...publication.report, totals: { views: 0, impressions: 200, clicks: 4, conversions: 3 } },
      lists: [...publication.lists, { model: topConversions, lists }],
    });
  };

  it('are on the overview, with their rate, and on the page of the advertiser', async () => {
    await publishConversions();
    await start();
    const overview = (await open('/')).html;
    expect(overview).toContain('Conversions');
    expect(overview).toContain('Conversion rate');
    expect(overview).toContain('<dt>Conversion rate</dt><dd><strong>75\u202f%');
    const { html } = await open('/advertisers/A');
    expect(html).toMatch(/TopConversions/);
    expect(html).toMatch(/p1[^]*3[^]*4[^]*75\s%/);
  });

  it('are left out where no date has any', async () => {
    const totals = { views: 0, impressions: 200, clicks: 4, conversions: 0 };
    await publishLists(database.db, NEWEST, { ctrs: { A: [['p1', 4, 200]] } }, [], { totals });
    await start();
    expect((await open('/')).html).not.toContain('Conversion');
  });
});
