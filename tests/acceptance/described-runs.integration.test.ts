import type { DataReport } from '../../cli/data-check/report';
import { findRun } from '../../db/runs';
import { daysFromTo } from '../../domain/execution-date';
import { askDoctor } from '../support/processes/doctor';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-28';
const LAST = '2024-03-02';
const DATES = daysFromTo(FIRST, LAST);
const PLAIN = {
  advertiser_ids: 'advertiser_id\nA\nB\n',
  product_views: `advertiser_id,product_id,date\nA,p,${FIRST}\nB,q,${LAST}\n`,
  ads_views: 'advertiser_id,product_id,type,date\n',
};
/** Two objects of events, and a report of the last day with counts: clicks as they were told first, and as they are. */
const OBJECTS = {
  'input/events-1.csv':
    'A;p;view;28/02/2024\nA;p;tap;28/02/2024\nA;p;cart;\nB;q;search;28/02/2024\nB;q;swipe;28/02/2024\n',
  'input/events-2.csv': 'B;q;view;01/03/2024\nB;q;tap;01/03/2024\nB;;cart;01/03/2024\n',
  'input/report-1.csv': `shop,item,day,shown,clicks,valid_clicks\nA,r,${LAST},40,3,2\nB,q,${LAST},,7,7\nB,q,${LAST},-1,7,7\n`,
};
/** The rows of the objects as a plain log would say them. */
const EVENTS = ['A,p,impression', 'A,p,click'].map((row) => `${row},${FIRST}`);
const LATER = ['B,q,impression', 'B,q,click'].map((row) => `${row},2024-03-01`);

function sources(clicks: string) {
  const columns = { advertiser_id: 'shop', product_id: 'item' };
  return {
    logs: {
      ads_views: [
        {
          objects: 'input/events-*.csv',
          csv: { delimiter: ';', header: ['shop', 'item', 'what', 'day'] },
          columns: { ...columns, type: 'what', date: { column: 'day', format: 'DD/MM/YYYY' } },
          types: { impression: ['view'], click: ['tap'], ignored: ['search', 'cart'] },
        },
        { objects: 'input/report-*.csv', columns: { ...columns, date: 'day', impressions: 'shown', clicks } },
      ],
    },
  };
}

/** The logs in the plain form, with so many clicks of A and B in the report. */
function asPlain(clicksOfA: number) {
  const rows = (count: number, row: string) => Array<string>(count).fill(`${row},${LAST}`);
  const report = [...rows(40, 'A,r,impression'), ...rows(clicksOfA, 'A,r,click'), ...rows(7, 'B,q,click')];
  return { ...PLAIN, ads_views: PLAIN.ads_views + [...EVENTS, ...LATER, ...report].join('\n') + '\n' };
}

let system: TestSystem;

async function describeLogs(written: object): Promise<void> {
  await putObjects(system.lake, { 'input/sources.json': JSON.stringify(written) });
}

async function statuses() {
  const { stdout } = await system.adtech('status', '--from', FIRST, '--to', LAST, '--json');
  return (
    JSON.parse(stdout) as {
      dates: {
        date: string;
        state: string;
        workflow_run_id: string;
        rows_ignored: number;
        ignored: object;
      }[];
    }
  ).dates;
}
const staleDates = async () =>
  (await statuses()).filter(({ state }) => state === 'stale').map(({ date }) => date);

async function expectLists(clicksOfA: number): Promise<void> {
  for (const date of DATES) {
    const expected = referenceLists(asPlain(clicksOfA), date);
    expect({ date, ...(await publishedRows(system.db, date)) }).toEqual({ date, ...expected });
  }
}

beforeAll(async () => {
  system = await createTestSystem('folder', PLAIN, {
    START_DATE: FIRST,
    END_DATE: LAST,
    MAX_REJECTED_FRACTION: '0.2',
  });
  await putObjects(system.lake, OBJECTS);
  await describeLogs(sources('clicks'));
  await system.startWorker();
  expect(await system.adtech('backfill', '--from', FIRST, '--to', LAST)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

it('publishes what a plain log of the same events would', () => expectLists(3));

// Break: ignored rows among the rejects, or among the rows of which the rejected fraction is a part.
it('records ignored rows by type, events of rows with counts, and the descriptions', async () => {
  const newest = (await statuses()).at(-1);
  expect(newest).toMatchObject({ rows_ignored: 3, ignored: { cart: 2, search: 1 } });
  const run = await findRun(system.db, newest?.workflow_run_id ?? '');
  expect(run).toMatchObject({
    rows_read: 13,
    rows_kept: 4 + 50 + 2,
    rows_rejected: 2,
    rejects: { unknown_type: 1, invalid_count: 1 },
    ignored: { cart: 2, search: 1 },
  });
  const [first, second] = ['events-*', 'report-*'].map((glob) => {
    const found = Object.entries(run?.sources ?? {}).find(([, { text }]) =>
      text.startsWith(`input/${glob}.csv:`),
    );
    expect(found?.[1].log).toBe('ads_views');
    return found?.[0];
  });
  expect(Object.keys(run?.sources ?? {})).toHaveLength(2);
  const handle = system.client.workflow.getHandle(workflowIdOf(LAST));
  expect(await handle.result()).toMatchObject({ rowsRead: 13, rowsIgnored: 3 });
  expect((await handle.describe()).memo).toMatchObject({ rowsRejected: 2, rowsIgnored: 3 });
  expect(run?.inputs?.map(({ key, source }) => [key, source])).toEqual([
    ['input/advertiser_ids.csv', undefined],
    ['input/product_views.csv', undefined],
    ['input/events-1.csv', first],
    ['input/events-2.csv', first],
    ['input/report-1.csv', second],
  ]);
});

it('are looked at by data check and doctor, with what became of each row and the description of each object', async () => {
  const end = await system.adtech('data', 'check', '--json');
  expect(end.code).toBe(0);
  const report = JSON.parse(end.stdout) as DataReport;
  expect(report).toMatchObject({
    faults: [],
    rows: { read: 13, accepted: 8, rejected: 2, ignored: 3, ignored_by_type: { cart: 2, search: 1 } },
    rejected_fraction: 2 / 13,
  });
  const objects = report.objects.map((one) => [
    one.key,
    one.entry,
    one.rows,
    one.accepted,
    one.rejected,
    one.ignored,
  ]);
  expect(objects).toEqual([
    ['input/advertiser_ids.csv', null, 2, 2, 0, {}],
    ['input/product_views.csv', null, 2, 2, 0, {}],
    ['input/events-1.csv', '$.logs.ads_views[0]', 5, 2, 1, { cart: 1, search: 1 }],
    ['input/events-2.csv', '$.logs.ads_views[0]', 3, 2, 0, { cart: 1 }],
    ['input/report-1.csv', '$.logs.ads_views[1]', 3, 2, 1, {}],
  ]);
  expect(report.sources.map(({ entry, objects: count }) => [entry, count])).toEqual([
    ['$.logs.ads_views[0]', 2],
    ['$.logs.ads_views[1]', 1],
  ]);
  const { stdout } = await system.adtech('data', 'check');
  expect(stdout).toMatch(/^input\/events-1\.csv +5 +1 +2 +2024-02-28 +2024-02-28 +ads_views\[0\]$/m);
  expect(stdout).toContain(
    '13 rows of the event logs: 8 accepted, 2 rejected, 3 ignored (2 cart, 1 search)\n',
  );
  expect(stdout).not.toContain('no log reads input/sources.json');
  const counted = await system.adtech('count', '--json');
  const ofCount = JSON.parse(counted.stdout) as {
    objects: { key: string; accepted: number; ignored: object }[];
  };
  expect(ofCount.objects.find(({ key }) => key === 'input/events-1.csv')).toMatchObject({
    accepted: 2,
    ignored: { cart: 1, search: 1 },
  });

  const { checks, findings } = await askDoctor(system.adtech);
  // Days without events are others.
  expect(findings.filter(({ check, dates }) => check === 'inputs' && dates.length === 0)).toEqual([]);
  expect(findings.filter(({ check }) => check === 'zone_data')).toEqual([]);
  expect(findings.filter(({ check }) => check === 'unread')).toMatchObject([
    { message: expect.stringMatching(/input\/ads_views\.csv \(it matches no entry of ads_views/) as string },
  ]);
  expect(checks.find(({ check }) => check === 'zone_data')).toMatchObject({ state: 'ok' });
});

// Break: the hash is not compared; counts are looked up without it.
it('makes the dates stale that have read an object by another description, once it is counted, and no others', async () => {
  await describeLogs(sources('valid_clicks'));
  expect(await staleDates()).toEqual(DATES);
  expect((await system.adtech('count', '--dry-run')).stdout).toContain('input/report-1.csv\n');
  expect(await system.adtech('count')).toMatchObject({ code: 0 });
  expect(await staleDates()).toEqual([LAST]);
  const end = await system.adtech('backfill', '--from', FIRST, '--to', LAST, '--only', 'stale');
  expect(end).toMatchObject({ code: 0 });
  expect(await staleDates()).toEqual([]);
  await expectLists(2);
});

it('makes no date stale by a description that is written otherwise', async () => {
  const { logs } = sources('valid_clicks');
  const [events, report] = logs.ads_views;
  await describeLogs({
    timeZone: 'America/Lima',
    logs: { ads_views: [report, { ...events, objects: 'input/**/events-*.csv' }] },
  });
  expect(await staleDates()).toEqual([]);
});

// Break: each log tells the faults of all descriptions; no input at all is taken for other inputs.
it('names every fault of the descriptions once, and calls no date stale by them', async () => {
  const entry = { objects: 'input/report-*.csv', columns: { advertiser_id: 'shop', clicks: 'clicks' } };
  await describeLogs({ timeZone: 'Europe/Nowhere', logs: { ads_views: [entry] } });
  const { findings } = await askDoctor(system.adtech);
  const told = findings.filter(({ check, dates }) => check === 'inputs' && dates.length === 0);
  expect(told).toHaveLength(1);
  for (const path of [
    '$.timeZone',
    '$.logs.ads_views[0].columns.product_id',
    '$.logs.ads_views[0].columns.date',
  ])
    expect(told[0]?.message).toContain(path);
  expect(told[0]?.remedy).toBe('correct the description of the logs');
  expect(await staleDates()).toEqual([]);
  const { code, stdout } = await system.adtech('data', 'check', '--json');
  expect([code, (JSON.parse(stdout) as DataReport).faults]).toEqual([1, [told[0]?.message]]);
});
