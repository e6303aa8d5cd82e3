import { gzipSync } from 'node:zlib';
import { findObjectCounts } from '../../counting/counts/object-counts';
import { addDays } from '../../domain/execution-date';
import { smallObjectsWorkflowId, workflowIdOf } from '../../temporal/names/run-identity';
import { readParquet } from '../../storage/parquet';
import { latin1 } from '../support/logs/chunks';
import { proofTest } from '../support/faults/fault';
import { fileOf, removeObject, replaceUnseen, setChangeTime } from '../support/lake/folder-objects';
import { activitiesOf, listRuns } from '../support/temporal/histories';
import { patchedBuild } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import type { Rows } from '../support/reference/readers';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const NEXT_DATE = addDays(DATE, 1);
const VIEWS_HEADER = 'advertiser_id,product_id,date';
const ADS_HEADER = 'advertiser_id,product_id,type,date';

async function newestRun({ db }: TestSystem) {
  return db.selectFrom('runs').selectAll().orderBy('sequence', 'desc').executeTakeFirstOrThrow();
}

/** Changes each line of a text whose lines end with LF. */
function eachLine(text: string, change: (line: string, index: number) => string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line, i) => `${change(line, i)}\n`)
    .join('');
}

/** Ways to write one and the same log. */
const ACCEPTED: Readonly<Record<string, { write: (text: string) => string | Buffer; gzip?: true }>> = {
  'a byte order mark': { write: (text) => `\ufeff${text}` },
  CRLF: { write: (text) => text.replaceAll('\n', '\r\n') },
  'lone CR': { write: (text) => text.replaceAll('\n', '\r') },
  'no newline at the end': { write: (text) => text.trimEnd() },
  'blank lines': { write: (text) => `\n\r\n${text.replaceAll('\n', '\n\n\r\n')}` },
  'swapped columns': { write: (text) => eachLine(text, (line) => line.split(',').reverse().join(',')) },
  'an unknown extra column': {
    write: (text) => eachLine(text, (line, i) => `${i === 0 ? 'note' : String(i)},${line}`),
  },
  'a quoted newline in an extra column': {
    write: (text) =>
      eachLine(text, (line, i) => (i === 0 ? `${line},note` : `${line},"one\ntwo, ""three"""`)),
  },
  'every field in quotes': { write: (text) => eachLine(text, (line) => `"${line.replaceAll(',', '","')}"`) },
  gzip: { write: (text) => gzipSync(text), gzip: true },
  'gzip of two members': {
    write: (text) => Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]),
    gzip: true,
  },
  'a header alone': { write: (text) => text.slice(0, text.indexOf('\n') + 1) },
};

const WRITTEN = Object.keys(ACCEPTED);
/** Each way of writing has its own advertiser. */
const advertiserOf = (name: string) => `advertiser with ${name}`;
/** Ids that other programs may read as null, or as equal. */
const ODD_IDS = ['NULL', 'NA', '=cmd()', ' ', ' A', 'A ', 'A', 'a', '0', '00', '\u00e9', 'e\u0301'];

/** Publishes a log that is written in all the ways. */
async function publishAccepted(
  patches: readonly Patch[],
): Promise<{ published: Rows; reference: Rows; run: Awaited<ReturnType<typeof newestRun>> }> {
  const views = (advertiser: string) =>
    ODD_IDS.flatMap((id, i) => Array<string>(i + 1).fill(`${advertiser},${id},2024-02-2${String(i % 10)}`));
  const ads = (advertiser: string) =>
    ODD_IDS.flatMap((id, i) => [
      `${advertiser},${id},click,2024-02-29`,
      ...Array<string>(i + 1).fill(`${advertiser},${id},impression,2024-02-20`),
    ]);
  const logs = {
    advertiser_ids: ['advertiser_id', ...WRITTEN.map(advertiserOf), ...ODD_IDS, ''].join('\n'),
    product_views: [VIEWS_HEADER, ...ODD_IDS.flatMap(views), ''].join('\n'),
    ads_views: [ADS_HEADER, ...ODD_IDS.flatMap(ads), ''].join('\n'),
  };
  const system = await createTestSystem('folder', logs, { START_DATE: DATE, ...patchedBuild(patches) });
  try {
    for (const [name, { write, gzip }] of Object.entries(ACCEPTED)) {
      const suffix = `${name}.csv${gzip === true ? '.gz' : ''}`;
      const text = (header: string, rows: string[]) => write([header, ...rows, ''].join('\n'));
      await putObjects(system.lake, {
        [`input/product_views/${suffix}`]: text(VIEWS_HEADER, views(advertiserOf(name))),
        [`input/ads_views/${suffix}`]: text(ADS_HEADER, ads(advertiserOf(name))),
      });
    }
    await system.startWorker();
    const end = await system.adtech('run', DATE);
    expect({ accepted: end.code }).toEqual({ accepted: 0 });
    const all = WRITTEN.filter((name) => name !== 'a header alone').map(advertiserOf);
    const reference = referenceLists(
      {
        ...logs,
        product_views: `${logs.product_views}${all.flatMap(views).join('\n')}\n`,
        ads_views: `${logs.ads_views}${all.flatMap(ads).join('\n')}\n`,
      },
      DATE,
    );
    return { published: await publishedRows(system.db, DATE), reference, run: await newestRun(system) };
  } finally {
    await system.dispose();
  }
}

describe('fault 20: a log that is accepted', () => {
  let published: Rows;
  let reference: Rows;
  let run: Awaited<ReturnType<typeof newestRun>>;

  beforeAll(async () => {
    ({ published, reference, run } = await publishAccepted([]));
  });

  it.each(WRITTEN)('counts alike with %s', (name) => {
    const own = ({ topProducts, topCtr }: typeof published) => ({
      topProducts: topProducts.filter(([advertiser]) => advertiser === advertiserOf(name)),
      topCtr: topCtr.filter(([advertiser]) => advertiser === advertiserOf(name)),
    });
    expect(own(published)).toEqual(own(reference));
    expect(own(published).topProducts).toHaveLength(name === 'a header alone' ? 0 : ODD_IDS.length);
  });

  it('takes every id as it is, and rejects none of the rows', () => {
    expect(published).toEqual(reference);
    expect(run).toMatchObject({ rows_rejected: 0, rejects: {} });
  });
});

proofTest(
  20,
  'a log that is accepted',
  {
    when: 'columns are taken by their position',
    patches: [
      {
        module: 'logs/formats/csv/header.js',
        find: 'columns.map(({ name }) => header.indexOf((0, byte_text_1.toBytes)(name)))',
        put: 'columns.map((_, i) => i)',
      },
    ],
    fails: /"accepted": 1|deep equality/,
  },
  async (patches) => {
    const { published, reference } = await publishAccepted(patches);
    expect(published).toEqual(reference);
  },
);

/** Malformed rows of a log, with the reason for which each is rejected, and its text where that is another. */
const REJECTED: readonly [what: string, row: string, reason: string, text?: string][] = [
  ['a short row', 'A,p', 'wrong_field_count'],
  ['a long row', 'A,p,click,2024-03-01,x', 'wrong_field_count'],
  ['an unknown type', 'A,p,view,2024-03-01', 'unknown_type'],
  ['a type in capitals', 'A,p,Click,2024-03-01', 'unknown_type'],
  ['no type', 'A,p,,2024-03-01', 'unknown_type'],
  ['30 February', 'A,p,click,2024-02-30', 'invalid_date'],
  ['29 February of another year', 'A,p,click,2023-02-29', 'invalid_date'],
  ['epoch', 'A,p,click,epoch', 'invalid_date'],
  ['a date with more behind it', 'A,p,click,2024-01-01x', 'invalid_date'],
  ['no date', 'A,p,click,', 'invalid_date'],
  ['no advertiser', ',p,click,2024-03-01', 'empty_id'],
  ['no product', 'A,,click,2024-03-01', 'empty_id'],
  ['an id of 129 bytes', `A,${'x'.repeat(129)},click,2024-03-01`, 'id_too_long'],
  ['NUL', 'A,p\0,click,2024-03-01', 'control_character', 'A,p\\x00,click,2024-03-01'],
  [
    'a quoted newline in an id',
    'A,"p\nq",click,2024-03-01',
    'control_character',
    'A,"p\\x0aq",click,2024-03-01',
  ],
  ['invalid UTF-8', 'A\xff,p,click,2024-03-01', 'invalid_utf8', 'A\\xff,p,click,2024-03-01'],
  [
    'a line over 64 KiB',
    `A,p,click,2024-03-01${'x'.repeat(65_536)}`,
    'line_too_long',
    `A,p,click,2024-03-01${'x'.repeat(480)}…`,
  ],
];

/** Runs a date over a log with every kind of malformed row between good ones. */
async function setAside(patches: readonly Patch[]): Promise<{
  /** What is listed of rejected rows, by line. */
  listed: Map<number, object>;
  /** The line of each malformed row, one of which spans two. */
  lines: number[];
  run: Awaited<ReturnType<typeof newestRun>>;
  published: Rows;
  reference: Rows;
}> {
  const key = 'input/ads_views.csv';
  let logs: ReferenceLogs = {
    advertiser_ids: 'advertiser_id\nA\n',
    product_views: `${VIEWS_HEADER}\nA,p,2024-03-01\n`,
    ads_views: [ADS_HEADER, `A,${LONGEST_ID},impression,2024-03-01`, ''].join('\n'),
  };
  const lines: number[] = [];
  let text = logs.ads_views;
  for (const [, row] of REJECTED) {
    lines.push(text.split('\n').length);
    text += [row, ...GOOD, ''].join('\n');
    logs = { ...logs, ads_views: `${logs.ads_views}${GOOD.join('\n')}\n` };
  }
  const system = await createTestSystem('folder', logs, {
    START_DATE: DATE,
    MAX_REJECTED_FRACTION: '0.9',
    ...patchedBuild(patches),
  });
  try {
    await putObjects(system.lake, { [key]: latin1(text) });
    await system.startWorker();
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    const object = await system.lake.head(key);
    const counts = object && (await findObjectCounts(system.lake, object));
    if (counts === undefined || 'fault' in counts || counts.rejectedRows === null)
      throw new Error('not a rejected row is listed');
    const rows = await readParquet<{ line: number }>(system.lake, counts.rejectedRows);
    return {
      listed: new Map(rows.map((row) => [row.line, row])),
      lines,
      run: await newestRun(system),
      published: await publishedRows(system.db, DATE),
      reference: referenceLists(logs, DATE),
    };
  } finally {
    await system.dispose();
  }
}

const LONGEST_ID = 'x'.repeat(128);
const GOOD = ['A,p,click,2024-03-01', 'A,p,impression,2024-03-01', `A,${LONGEST_ID},click,2024-02-29`];

describe('fault 20: a row that is malformed', () => {
  let found: Awaited<ReturnType<typeof setAside>>;

  beforeAll(async () => {
    found = await setAside([]);
  });

  it.each(REJECTED.map(([what, row, reason, text = row], i) => ({ what, reason, text, i })))(
    'by $what is set aside with its line as $reason',
    ({ reason, text, i }) => {
      const line = found.lines[i];
      expect(found.listed.get(line ?? 0)).toEqual({ line, reason, text });
    },
  );

  it('is counted, and the rows around it are published', () => {
    const rejects: Record<string, number> = {};
    for (const [, , reason] of REJECTED) rejects[reason] = (rejects[reason] ?? 0) + 1;
    expect(found.listed.size).toBe(REJECTED.length);
    expect(found.run).toMatchObject({
      rows_read: 2 + REJECTED.length * (1 + GOOD.length),
      rows_rejected: REJECTED.length,
      rejects,
    });
    expect(found.published).toEqual(found.reference);
  });
});

proofTest(
  20,
  'a row that is malformed',
  {
    when: 'invalid bytes of an id become U+FFFD',
    patches: [
      {
        module: 'domain/record-validation.js',
        find: "new TextDecoder('utf-8', { fatal: true,",
        put: "new TextDecoder('utf-8', { fatal: false,",
      },
    ],
    fails: /"invalid_utf8"/,
  },
  async (patches) => {
    const { run } = await setAside(patches);
    expect(run.rejects).toMatchObject({ invalid_utf8: 1 });
  },
);

const views = (text: string) => latin1(`${VIEWS_HEADER}\n${text}`);
const FEW = views('A,p,2024-03-01\nA,q,2024-03-01\n');
const ACTIVE_LIST = 'input/advertiser_ids.csv';
const EXTRA = 'input/product_views/extra.csv';

/** Objects that cannot be read, and what is said of them. */
const REFUSED: readonly [what: string, key: string, bytes: Buffer, message: string][] = [
  [
    'a missing column',
    EXTRA,
    latin1('advertiser_id,product_id\nA,p\n'),
    'column `date` is missing; expected `advertiser_id,product_id,date`',
  ],
  [
    'a repeated column',
    EXTRA,
    latin1(`${VIEWS_HEADER},date\nA,p,2024-03-01,2024-03-01\n`),
    'column `date` is there 2 times; expected',
  ],
  [
    '`;` for a delimiter',
    EXTRA,
    latin1(FEW.toString().replaceAll(',', ';')),
    'is `;` its delimiter? Use commas',
  ],
  ['UTF-16', EXTRA, Buffer.from(`\ufeff${FEW.toString()}`, 'utf16le'), 'is UTF-16; save it as UTF-8'],
  ['UTF-16 without a mark', EXTRA, Buffer.from(FEW.toString(), 'utf16le'), 'is it UTF-16? Save it as UTF-8'],
  [
    'a quote that is never closed',
    EXTRA,
    views('A,p,2024-03-01\n"A,p,2024-03-01\nA,p,2024-03-01\n'),
    'line 3: the quote that opens here is never closed; close it at the end of its field',
  ],
  [
    'a quote closed in the middle of a field',
    EXTRA,
    views('A,p,2024-03-01\n\n"A"x,p,2024-03-01\n'),
    'line 4: the quote that opens here is closed in the middle of a field; close it at the end of its field',
  ],
  [
    'gzip that is cut short',
    `${EXTRA}.gz`,
    gzipSync(FEW).subarray(0, -12),
    'its gzip data is broken or cut short (unexpected end of file); upload it again',
  ],
  [
    'gzip with more behind it',
    `${EXTRA}.gz`,
    Buffer.concat([gzipSync(FEW), Buffer.alloc(7)]),
    '7 bytes follow its gzip data; upload it again',
  ],
  [
    'gzip under the name of plain CSV',
    EXTRA,
    gzipSync(FEW),
    'is gzip-compressed; compress it once, and let its name end in .gz',
  ],
  ['0 bytes', EXTRA, Buffer.alloc(0), '0 bytes, as an upload in progress leaves it; upload it whole'],
  ['blank lines alone', EXTRA, latin1('\n\n'), 'has no header; expected `advertiser_id,product_id,date`'],
  ['an active list of 0 bytes', ACTIVE_LIST, Buffer.alloc(0), '0 bytes, as an upload in progress'],
  [
    'an active list without its column',
    ACTIVE_LIST,
    latin1('advertiser\nA\n'),
    'column `advertiser_id` is missing; expected `advertiser_id`',
  ],
];

describe('fault 20: a log that is refused', () => {
  let system: TestSystem;
  let logs: ReferenceLogs;

  beforeAll(async () => {
    logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 20 });
    system = await createTestSystem('folder', logs, { START_DATE: DATE });
    await system.startWorker();
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
  });
  afterAll(() => system.dispose());

  /** The runs that count small objects: the object that is refused lies beside another one. */
  const countingRuns = () => listRuns(system.client, 'countSmallObjects', 1);
  const restore = async (key: string) => {
    if (key === ACTIVE_LIST) await putObjects(system.lake, { [key]: logs.advertiser_ids });
    else removeObject(system, key);
  };

  it.each(REFUSED)(
    'for %s fails the date after one attempt, and the old lists stay',
    async (_, key, bytes, says) => {
      await putObjects(system.lake, { [key]: bytes });
      const end = await system.adtech('run', DATE, '--json');
      expect(end.code).toBe(1);
      const { dates } = JSON.parse(end.stdout) as { dates: { outcome: string; message: string }[] };
      expect(dates[0]).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining(says) as unknown,
      });
      expect(dates[0]?.message.startsWith(`${key}: `)).toBe(true);

      const attempts = await activitiesOf(system.client, { workflowId: workflowIdOf(DATE) });
      expect(attempts[0]).toMatchObject({ type: 'filterLogs', attempt: 1, outcome: 'failed' });
      if (key !== ACTIVE_LIST) {
        const counting = { workflowId: smallObjectsWorkflowId('product_views') };
        expect(await activitiesOf(system.client, counting)).toMatchObject([
          { type: 'countSet', attempt: 1, outcome: 'completed' },
        ]);
      }
      expect(await newestRun(system)).toMatchObject({
        status: 'failed',
        published_at: null,
        failure: { step: 'filterLogs', type: 'BadLog', message: dates[0]?.message },
      });
      expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
      await restore(key);
    },
  );

  it('is scanned once: every date that needs it, and `adtech count`, fail with the same message', async () => {
    await putObjects(system.lake, { [EXTRA]: views('"A"x,p,2024-03-01\n') });
    setChangeTime(fileOf(system, EXTRA));
    const message = `${EXTRA}: line 2: the quote that opens here is closed in the middle of a field`;
    const backfill = () =>
      system.adtech('backfill', '--from', DATE, '--to', NEXT_DATE, '--only', 'all', '--json');
    const failures = [DATE, NEXT_DATE].map((date) => ({
      date,
      outcome: 'failed',
      message: expect.stringContaining(message) as unknown,
    }));
    const first = await backfill();
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({ dates: failures });
    const runs = await countingRuns();

    // A second reading would find no fault now.
    replaceUnseen(fileOf(system, EXTRA), () => views('"A" ,p,2024-03-01\n'.replace('" ', 'x"')));
    const second = await backfill();
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject({ dates: failures });
    const counting = await system.adtech('count');
    expect(counting.code).toBe(1);
    expect(counting.stderr).toContain(message);
    expect(await countingRuns()).toEqual(runs);
  });

  it('is published once it is corrected', async () => {
    const row = `${logs.advertiser_ids.split('\n')[1] ?? ''},mended,2024-03-01\n`;
    await putObjects(system.lake, { [EXTRA]: views(row) });
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    expect(await publishedRows(system.db, DATE)).toEqual(
      referenceLists({ ...logs, product_views: `${logs.product_views}${row}` }, DATE),
    );
  });
});

proofTest(
  20,
  'a log that is refused',
  {
    when: 'gzip data may end anywhere',
    patches: [
      {
        module: 'logs/compression/gunzip.js',
        find: '(0, node_zlib_1.createGunzip)()',
        put: '(0, node_zlib_1.createGunzip)({ finishFlush: require("node:zlib").constants.Z_SYNC_FLUSH })',
      },
    ],
    fails: /"refused": 0/,
  },
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 20 });
    const system = await createTestSystem('folder', logs, { START_DATE: DATE, ...patchedBuild(patches) });
    try {
      await putObjects(system.lake, { [`${EXTRA}.gz`]: gzipSync(FEW).subarray(0, -12) });
      await system.startWorker();
      const end = await system.adtech('run', DATE);
      expect({ refused: end.code }).toEqual({ refused: 1 });
    } finally {
      await system.dispose();
    }
  },
);
