import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DataReport } from '../../cli/data-check/report';
import type { ReportedUnread } from '../../cli/unread';
import { askDoctor } from '../support/processes/doctor';
import { testEndpoints } from '../support/servers/endpoints';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const ADS = [
  'advertiser_id,product_id,type,date',
  ...Array<string>(5).fill(`A,p,impression,${DATE}`),
  `A,p,click,${DATE}`,
  '',
].join('\n');
const LOGS = {
  advertiser_ids: 'advertiser_id\nA\n',
  product_views: `advertiser_id,product_id,date\nA,p,${DATE}\n`,
  ads_views: ADS,
};
/** What a writer has not finished, and what it says of itself: a copy of the log, and no CSV at all. */
const STAGING = {
  'input/.DS_Store': '\0\0\0\x01Bud1',
  'input/ads_views/._part-0000.csv': '\0\x05\x16\x07\0\x02\0\0',
  'input/ads_views/.hive-staging_x/part-00000.csv': ADS,
  'input/ads_views/_SUCCESS': '',
  'input/ads_views/_temporary/0/_temporary/attempt_1/part-00000.csv': ADS,
};
/** Data under names that no log reads, by the kind of the reason. */
const UNREAD = {
  extension: [
    'input/ads_views/late',
    'input/ads_views/late.csv.bz2',
    'input/ads_views/late.json',
    'input/ads_views/late.json.gz',
    'input/ads_views/late.tsv',
  ],
  no_log: ['input/Ads_Views/late.csv', 'input/ad_views/late.csv'],
} as const;

interface Counted {
  readonly unread: readonly ReportedUnread[];
}

let system: TestSystem;

/** The unread keys by kind. */
function keysByKind(unread: readonly ReportedUnread[]): Record<string, string[]> {
  return Object.fromEntries(unread.map(({ kind, first }) => [kind, first.map(({ key }) => key)]));
}

/** Puts what the lake itself refuses to write. Returns the marker of a folder, and a key that cannot be read, if there is one. */
async function putOddObjects(kind: 'folder' | 's3'): Promise<{ marker: string[]; key: string[] }> {
  if (kind === 'folder') {
    const file = path.join(fileURLToPath(system.lake.url), 'input', 'ads_views', 'a\x1b[31m.csv');
    writeFileSync(file, ADS);
    return { marker: [], key: ['input/ads_views/a\x1b[31m.csv'] };
  }
  const [bucket, prefix] = system.lake.url.slice('s3://'.length).split('/');
  const client = new S3Client({
    endpoint: testEndpoints().s3Endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
  });
  for (const key of ['input/', 'input/empty/'])
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: `${prefix!}/${key}`, Body: Buffer.alloc(0) }),
    );
  client.destroy();
  return { marker: ['input/', 'input/empty/'], key: [] };
}

describe.each(['folder', 's3'] as const)('objects that no log reads, on a lake of kind %s', (kind) => {
  let odd: Awaited<ReturnType<typeof putOddObjects>>;
  let workerLog = '';

  beforeAll(async () => {
    system = await createTestSystem(kind, LOGS, { START_DATE: DATE });
    await putObjects(system.lake, STAGING);
    for (const keys of Object.values(UNREAD))
      await putObjects(system.lake, Object.fromEntries(keys.map((key) => [key, ADS])));
    odd = await putOddObjects(kind);
    expect(await system.adtech('migrate')).toMatchObject({ code: 0 });
    const worker = await system.startWorker();
    worker.stdout?.on('data', (chunk: Buffer) => (workerLog += chunk.toString()));
  });
  afterAll(() => system.dispose());

  // Break: `_temporary` or `.hive-staging` is read, and doubles each figure; the Finder's file fails the date.
  it('are in no list, and the worker says so', async () => {
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    const expected = referenceLists(LOGS, DATE);
    expect(expected.topCtr).toEqual([['A', 1, 'p', 1, 5, 0.2]]);
    expect(await publishedRows(system.db, DATE)).toEqual(expected);
    expect(workerLog).toContain(`${DATE} is made without 5 objects that no log reads`);
    expect(workerLog).toContain('input/ads_views/late.json (it is .json, which is no format');
    expect(workerLog).not.toContain('_temporary');
  });

  it('are named with the reason by data check, count and doctor', async () => {
    const checked = await system.adtech('data', 'check', '--json');
    expect(checked.code).toBe(0);
    const { unread, would_fail: wouldFail } = JSON.parse(checked.stdout) as DataReport & {
      would_fail: boolean;
    };
    expect(wouldFail).toBe(false);
    const expected = {
      ...UNREAD,
      ...(odd.key.length === 0 ? {} : { key: odd.key }),
      staging: Object.keys(STAGING),
      ...(odd.marker.length === 0 ? {} : { marker: odd.marker }),
    };
    expect(keysByKind(unread)).toEqual(expected);
    for (const { kind: of, fault, remedy, count, first } of unread) {
      expect(fault).toBe(!['staging', 'marker'].includes(of));
      expect(remedy === null).toBe(!fault);
      expect(first).toHaveLength(count);
      for (const { reason } of first) expect(reason).not.toBe('');
    }

    const counted = await system.adtech('count', '--dry-run', '--json');
    expect((JSON.parse(counted.stdout) as Counted).unread).toEqual(unread);
    const all = await system.adtech('count', '--json');
    expect(all.code).toBe(0);
    expect((JSON.parse(all.stdout) as Counted).unread).toEqual(unread);

    const told = await askDoctor(system.adtech);
    const messages = told.findings.filter(({ check }) => check === 'unread').map(({ message }) => message);
    expect(messages).toHaveLength(odd.key.length === 0 ? 2 : 3);
    for (const key of Object.values(UNREAD).flat()) expect(messages.join('\n')).toContain(`${key} (it `);
    expect(messages.join('\n')).toContain(
      'input/ad_views/late.csv (it is of no log; did you mean input/ads_views/?)',
    );
    expect(messages.join('\n')).not.toMatch(/_SUCCESS|DS_Store/);
    expect(messages.join('\n')).not.toContain('\x1b');
    const { summary } = told.checks.find(({ check }) => check === 'unread')!;
    expect(summary).toMatch(/objects below input\/ that no log reads; 5 objects of staging, as it should be/);
  });

  it('are printed for people, with the remedy, and no control character', async () => {
    for (const command of [
      ['data', 'check'],
      ['count', '--dry-run'],
    ]) {
      const { stdout } = await system.adtech(...command);
      expect(stdout).toContain(
        '! no log reads input/ads_views/late.tsv: it is .tsv, which is no format of a log\n',
      );
      expect(stdout).toMatch(
        /^ {4}name it \.csv, \.csv\.gz, \.csv\.zst, .* or \.parquet if it has that format; otherwise describe it \(`npx adtech data describe` proposes how\), convert it/m,
      );
      expect(stdout).toContain(
        '  no log reads input/.DS_Store: it has a part that begins with `.`: .DS_Store\n',
      );
      expect(stdout).not.toContain('\x1b[31m');
    }
  });

  it('are left out of the findings with --ignore unread', async () => {
    const told = await askDoctor(system.adtech, '--ignore', 'unread');
    expect(told.findings.filter(({ check }) => check === 'unread')).toEqual([]);
    expect(told.ignored.some(({ check }) => check === 'unread')).toBe(true);
  });

  it('and objects of one log with the same bytes are told', async () => {
    await putObjects(system.lake, {
      'input/ads_views/1.csv': ADS.replaceAll('A,p', 'A,q'),
      'input/ads_views/2.csv': ADS.replaceAll('A,p', 'A,r'),
      'input/ads_views/copy of 1.csv': ADS.replaceAll('A,p', 'A,q'),
      'input/ads_views/empty-1.csv': 'advertiser_id,product_id,type,date\n',
      'input/ads_views/empty-2.csv': 'advertiser_id,product_id,type,date\n',
      'input/product_views/1.csv': ADS.replaceAll('A,p', 'A,q'),
    });
    const same = ['input/ads_views/1.csv', 'input/ads_views/copy of 1.csv'];
    if (kind === 'folder') {
      // One file by two names has one inode, and so one ETag.
      const file = (name: string) => path.join(fileURLToPath(system.lake.url), 'input', 'ads_views', name);
      mkdirSync(file('linked'));
      linkSync(file('2.csv'), file('linked/2.csv'));
    }
    const linked = ['input/ads_views/2.csv', 'input/ads_views/linked/2.csv'];
    await system.lake.write('input/product_views/1.csv', Buffer.from(`${LOGS.product_views}A,s,${DATE}\n`));

    const checked = await system.adtech('data', 'check', '--json');
    const { copies } = JSON.parse(checked.stdout) as DataReport;
    const groups = kind === 'folder' ? [same, linked] : [same];
    expect(copies.count).toBe(groups.length);
    expect(copies.first.map(({ log, objects, keys }) => [log, objects, keys])).toEqual(
      groups.map((keys) => ['ads_views', 2, keys]),
    );
    expect((await system.adtech('data', 'check')).stdout).toContain(
      `bytes lie in ${same.join(', ')}, so that each row counts 2 times\n`,
    );

    expect(await system.adtech('count')).toMatchObject({ code: 0 });
    const told = await askDoctor(system.adtech);
    // A copy of a file has another inode and time: only reading both can tell.
    const byEtag = kind === 'folder' ? linked : same;
    expect(told.findings.filter(({ check }) => check === 'copies')).toMatchObject([
      {
        message: expect.stringContaining(
          `lie in ${byEtag.join(', ')}, so that each row counts 2 times`,
        ) as unknown,
      },
    ]);
  });
});
