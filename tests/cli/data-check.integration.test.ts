import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DataReport } from '../../cli/data-check/report';
import { adtech } from '../support/processes/command-line';
import { createFolderLake, createS3Lake, putObjects } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';

const OBJECTS = {
  'input/advertiser_ids.csv': 'advertiser_id\nA\nB\nSILENT\n\n',
  'input/product_views.csv': [
    'advertiser_id,product_id,date',
    'A,p1,2024-02-28',
    'A,p1,2024-02-28',
    'inactive,p1,2024-03-02',
    'A,p1,2024-02-30',
    'A,,2024-03-02',
    '',
  ].join('\n'),
  'input/ads_views/one.csv':
    'advertiser_id,product_id,type,date\nA,p1,click,2024-03-01\nB,q,click,2024-03-01\n',
  'input/ads_views/two.csv.gz': gzipSync(
    'advertiser_id,product_id,type,date\nA,p1,impression,2024-02-28\nA,p2,view,2024-02-28\nB,q,click,2024-03-02\n',
  ),
} as const;

async function keysOf({ lake }: TestLake): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key, etag } of lake.list('')) keys.push(`${key}@${etag}`);
  return keys;
}

/** Of the commands here alone: others beside them have theirs. */
let temporaryFolder: string;

beforeAll(() => {
  temporaryFolder = mkdtempSync(path.join(tmpdir(), 'adtech-test-'));
});
afterAll(() => {
  rmSync(temporaryFolder, { recursive: true });
});

type Told = DataReport & { readonly would_fail: boolean };
const check = async ({ env }: TestLake, settings: Readonly<Record<string, string>> = {}) => {
  const end = await adtech(['data', 'check', '--json'], { ...env, TMPDIR: temporaryFolder, ...settings });
  return { ...end, report: JSON.parse(end.stdout || '{}') as Told };
};

// Break: clicks and impressions compared object by object; writes that go to the lake.
describe.each([
  ['a folder', () => Promise.resolve(createFolderLake())],
  ['a bucket', createS3Lake],
])('the logs in %s', (_, create) => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await create();
    await putObjects(lake.lake, OBJECTS);
  });
  afterAll(() => {
    lake.remove();
  });

  it('are told by rows, days, rejects with their first lines, and by what only all objects together tell', async () => {
    const before = await keysOf(lake);
    const { code, report } = await check(lake, { MAX_REJECTED_FRACTION: '0.4' });
    expect(code).toBe(0);
    expect(report).toMatchObject({
      would_fail: false,
      faults: [],
      rejected_fraction: 0.3,
      days: [
        { date: '2024-02-28', totals: { views: 2, impressions: 1, clicks: 0, conversions: 0 } },
        { date: '2024-03-01', totals: { views: 0, impressions: 0, clicks: 2, conversions: 0 } },
        { date: '2024-03-02', totals: { views: 1, impressions: 0, clicks: 1, conversions: 0 } },
      ],
      days_without_rows: ['2024-02-29'],
      active_advertisers: 3,
      rows_of_active_advertisers: 6,
      advertisers_without_rows: { count: 1, first: ['SILENT'] },
      clicks_without_impressions: {
        count: 1,
        first: [{ advertiser_id: 'B', product_id: 'q', clicks: 2 }],
      },
      ctr_above_1: 0,
    });
    expect(report.objects.map(({ key, rows, rejected }) => [key, rows, rejected])).toEqual([
      ['input/advertiser_ids.csv', 3, 0],
      ['input/product_views.csv', 5, 2],
      ['input/ads_views/one.csv', 2, 0],
      ['input/ads_views/two.csv.gz', 3, 1],
    ]);
    expect(report.objects[1]).toMatchObject({
      first_day: '2024-02-28',
      last_day: '2024-03-02',
      rejects: { empty_id: 1, invalid_date: 1 },
      first_rejects: [
        { line: 5, reason: 'invalid_date', text: 'A,p1,2024-02-30' },
        { line: 6, reason: 'empty_id', text: 'A,,2024-03-02' },
      ],
    });
    expect(await keysOf(lake)).toEqual(before);
    expect(readdirSync(temporaryFolder)).toEqual([]);
  });

  it('are refused as a run would refuse them: too many rejects, and objects that cannot be read', async () => {
    expect(await check(lake)).toMatchObject({ code: 1, report: { would_fail: true } });
    await putObjects(lake.lake, { 'input/ads_views/three.csv': 'advertiser_id;product_id;type;date\n' });
    const { code, report } = await check(lake, { MAX_REJECTED_FRACTION: '0.4' });
    expect(code).toBe(1);
    expect(report.objects.find(({ key }) => key.includes('three'))?.fault).toMatch(/Use commas/);
  });
});

it('says which logs are missing, and needs no database and no Temporal', async () => {
  const lake = createFolderLake();
  const end = await adtech(['data', 'check'], lake.env);
  expect(end.code).toBe(1);
  expect(end.stdout).toMatch(/! input\/product_views\.csv: no such log in /);
  lake.remove();
});

it('says which description would read rows whose form it knows', async () => {
  const lake = createFolderLake();
  await putObjects(lake.lake, {
    ...OBJECTS,
    'input/product_views.csv': 'advertiser_id,product_id,date\nA,p1,25/4/2023\n',
  });
  const { stdout } = await adtech(['data', 'check'], lake.env);
  expect(stdout).toContain(
    '25/4/2023 looks like DD/MM/YYYY: describe it: `"date": {"column":"date","format":"DD/MM/YYYY"}`',
  );
  lake.remove();
});

it('prints the first lines of each reason for people', async () => {
  const lake = createFolderLake();
  await putObjects(lake.lake, OBJECTS);
  const { stdout } = await adtech(['data', 'check'], lake.env);
  expect(stdout).toMatch(
    /! input\/product_views\.csv: 1 rejected, invalid_date\n {4}line 5: A,p1,2024-02-30\n/,
  );
  expect(stdout).toMatch(/! 1 active advertisers without rows: SILENT\n/);
  expect(stdout).toMatch(/! 1 products with clicks and no impression: B\/q \(2\)\n/);
  lake.remove();
});
