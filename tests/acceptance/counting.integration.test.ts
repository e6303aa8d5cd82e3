import type { ChildProcess } from 'node:child_process';
import { appendFileSync, utimesSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import { findObjectCounts } from '../../counting/counts/object-counts';
import type { ObjectCounts } from '../../counting/plan/counted-object';
import { daysFromTo } from '../../domain/execution-date';
import type { LakeObject } from '../../storage/lake';
import { readParquet } from '../../storage/parquet';
import { endProcess } from '../support/processes/command-line';
import { fileOf, replaceUnseen, setChangeTime } from '../support/lake/folder-objects';
import { activitiesOf, listRuns } from '../support/temporal/histories';
import type { ActivityRecord, ServerRun } from '../support/temporal/histories';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { repeated, repetitionsFor } from '../support/logs/repeated-object';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, daysOf, sampleTexts } from '../support/processes/test-system';
import type { countSmallObjects } from '../../workflows/count-small-objects';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-10';
const LAST = '2024-03-10';
/** The first of the dates that are run again. */
const LATE = '2024-03-06';
const VIEWS = 'input/product_views.csv';

/** The rows of a log in parts of about equal length, each with the header. */
function partsOf(csv: string, count: number): string[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const each = Math.ceil(lines.length / count);
  return Array.from({ length: count }, (_, i) =>
    [header, ...lines.slice(i * each, (i + 1) * each), ''].join('\n'),
  );
}

async function eventObjects({ lake }: TestSystem): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for await (const object of lake.list('input/')) {
    if (!object.key.includes('advertiser_ids')) objects.push(object);
  }
  return objects;
}

/** Under which id an object is counted: literally, as others find the workflow by it. */
const countingId = ({ key, etag }: LakeObject) => `count-${key}@${etag}`;

async function countsOf({ lake }: TestSystem, key: string): Promise<ObjectCounts> {
  const object = await lake.head(key);
  const counts = object && (await findObjectCounts(lake, object));
  if (counts === undefined || 'fault' in counts) throw new Error(`${key} is not counted`);
  return counts;
}

function workerPid({ worker }: ActivityRecord): number {
  return Number.parseInt(worker, 10);
}

function byKey(a: { key?: string | undefined }, b: { key?: string | undefined }): number {
  return (a.key ?? '') < (b.key ?? '') ? -1 : 1;
}

/** The header of a log, and its rows. */
function cut(csv: string): { header: string; rows: string } {
  const end = csv.indexOf('\n') + 1;
  return { header: csv.slice(0, end), rows: csv.slice(end) };
}

describe('thirty dates started together, with two workers', () => {
  const PARTS = 12;
  const MALFORMED = [',p,2024-02-11', 'A,q\u0001\\,2024-02-11', 'A,p,2024-02-30'];
  let logs: ReferenceLogs;
  let system: TestSystem;
  /** By key, without the malformed rows. */
  let texts: Map<string, string>;
  let objects: LakeObject[];
  let counted: ServerRun[];

  beforeAll(async () => {
    logs = await sampleTexts({ rowsPerLog: 12_000, days: 30, lastDay: LAST, seed: 21 });
    texts = new Map();
    for (const log of ['product_views', 'ads_views'] as const) {
      partsOf(logs[log], PARTS).forEach((part, i) =>
        texts.set(i === 0 ? `input/${log}.csv` : `input/${log}/${String(i)}.csv`, part),
      );
    }
    system = await createTestSystem('folder', logs, { START_DATE: FIRST });
    await putObjects(system.lake, Object.fromEntries(texts));
    await putObjects(system.lake, { [VIEWS]: `${texts.get(VIEWS) ?? ''}${MALFORMED.join('\n')}\n` });
    for (const key of texts.keys()) setChangeTime(fileOf(system, key));
    objects = await eventObjects(system);
    await system.startWorker();
    await system.startWorker();
    expect(await system.adtech('backfill', '--from', FIRST, '--to', LAST)).toMatchObject({ code: 0 });
    counted = await listRuns(system.client, 'countSmallObjects', 2);
  });
  afterAll(() => system.dispose());

  const expectEqual = async (from: string) => {
    for (const date of daysFromTo(from, LAST)) {
      const published = await publishedRows(system.db, date);
      expect({ date, ...published }).toEqual({ date, ...referenceLists(logs, date) });
    }
  };

  /** Objects that runs have counted, by their results. */
  const countedBy = async (runs: readonly ServerRun[]) => {
    const results = await Promise.all(
      runs.map(({ workflowId, runId }) =>
        system.client.workflow.getHandle<typeof countSmallObjects>(workflowId, runId).result(),
      ),
    );
    return results.reduce((sum, result) => sum + result.counted, 0);
  };

  // Breaks: an id with the execution date or a random part; a second run for a caller that looked just before the first ended.
  it('have the small objects of each log counted in runs of their own, each object once', async () => {
    const ids = new Set(counted.map(({ workflowId }) => workflowId));
    expect([...ids]).toEqual(['count-small-objects-ads_views', 'count-small-objects-product_views']);
    expect(await countedBy(counted)).toBe(2 * PARTS);
  });

  // Break: an attempt that counts, then fails once.
  it('have each set counted in one attempt', async () => {
    const activities = (await Promise.all(counted.map((run) => activitiesOf(system.client, run)))).flat();
    for (const one of activities)
      expect(one).toMatchObject({ type: 'countSet', attempt: 1, outcome: 'completed' });
  });

  // Break: `<` for `<=` where the counts of days are summed.
  it('publish what a naive reference counts', () => expectEqual(FIRST));

  // Break: the rejects of one log only in the sum, or first and last day swapped.
  it('record rows, rejects, and the inputs with ETags and days', async () => {
    const run = await system.db
      .selectFrom('runs')
      .selectAll()
      .where('date', '=', LAST)
      .executeTakeFirstOrThrow();
    const active = new Set(logs.advertiser_ids.split('\n').slice(1));
    const rows = `${logs.product_views}${logs.ads_views}`.split('\n');
    expect(run).toMatchObject({
      status: 'published',
      rows_read: 24_000 + MALFORMED.length,
      rows_kept: rows.filter((row) => row !== '' && active.has(row.split(',', 1)[0] ?? '')).length,
      rows_rejected: MALFORMED.length,
      rejects: { empty_id: 1, control_character: 1, invalid_date: 1 },
    });
    const list = await system.lake.head('input/advertiser_ids.csv');
    const days = ({ key }: LakeObject) =>
      daysOf({ ...logs, product_views: texts.get(key) ?? '', ads_views: '' });
    expect([...(run.inputs ?? [])].sort(byKey)).toEqual(
      [
        { key: list?.key, etag: list?.etag, size_bytes: list?.sizeBytes },
        ...objects.map((object) => ({
          key: object.key,
          etag: object.etag,
          size_bytes: object.sizeBytes,
          first_day: days(object).first,
          last_day: days(object).last,
        })),
      ].sort(byKey),
    );
  });

  // Break: the text as it is, or lines counted from 0.
  it('leave the rejected rows beside the counts, with line, reason and escaped text', async () => {
    const { rejectedRows } = await countsOf(system, VIEWS);
    expect(rejectedRows?.key).toMatch(
      /^counts\/v\d+\/product_views\.csv\/etag=[^/]+\/run=[^/]+\/set\/attempt=1\/rejects\.parquet$/,
    );
    expect(rejectedRows && (await readParquet(system.lake, rejectedRows))).toEqual([
      { line: 1_002, reason: 'empty_id', text: ',p,2024-02-11' },
      { line: 1_003, reason: 'control_character', text: 'A,q\\x01\\\\,2024-02-11' },
      { line: 1_004, reason: 'invalid_date', text: 'A,p,2024-02-30' },
    ]);
  });

  // Break: counts that are not kept, or not looked for, as every run then reads the logs itself.
  it('read no byte of the logs when they run again, and count nothing', async () => {
    const scribble = () => {
      for (const key of texts.keys())
        replaceUnseen(fileOf(system, key), (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0x55)));
    };
    scribble();
    const end = await system.adtech('backfill', '--from', LATE, '--to', LAST, '--only', 'all');
    scribble();
    expect(end).toMatchObject({ code: 0 });
    expect(await listRuns(system.client, 'countSmallObjects', counted.length)).toEqual(counted);
    await expectEqual(LATE);
  });

  // Break: a run of counting that is started before the counts are looked for.
  it('have a new object counted alone', async () => {
    const [header = '', ...rows] = logs.ads_views.split('\n');
    const late = rows.slice(5_000, 5_050);
    await putObjects(system.lake, { 'input/ads_views/late.csv': [header, ...late, ''].join('\n') });
    const end = await system.adtech('backfill', '--from', LATE, '--to', LAST, '--only', 'all');
    expect(end).toMatchObject({ code: 0 });

    const all = await listRuns(system.client, 'countSmallObjects', counted.length + 1);
    const before = new Set(counted.map(({ runId }) => runId));
    expect(await countedBy(all.filter(({ runId }) => !before.has(runId)))).toBe(1);
    logs = { ...logs, ads_views: `${logs.ads_views}${late.join('\n')}\n` };
    await expectEqual(LATE);
  });
});

describe('an object of several ranges', () => {
  const RANGES = 2;
  const KEY = 'input/product_views/large.csv';
  const MALFORMED = 'A,p,epoch';
  let logs: ReferenceLogs;
  let system: TestSystem;
  let workers: ChildProcess[];
  let repetitions: number;
  let lines: number;

  beforeAll(async () => {
    logs = await sampleTexts({ rowsPerLog: 100_000, days: 3, lastDay: LAST, seed: 22 });
    const { header, rows } = cut(logs.product_views);
    // One malformed row ends each repetition.
    const text = `${rows}${MALFORMED}\n`;
    lines = text.split('\n').length - 1;
    const block = Buffer.from(text);
    repetitions = repetitionsFor(header, block, RANGES);
    system = await createTestSystem('folder', { ...logs, product_views: header }, { START_DATE: FIRST });
    await system.lake.write(KEY, repeated(header, block, repetitions));
    workers = [await system.startWorker(), await system.startWorker()];
  });
  afterAll(() => system.dispose());

  /** The lists of a log that repeats its rows. */
  const reference = () => {
    const { topProducts, topCtr } = referenceLists(logs, LAST);
    return {
      topProducts: topProducts.map(([advertiser, rank, product, views]) => [
        advertiser,
        rank,
        product,
        views * repetitions,
      ]),
      topCtr,
    };
  };
  const expectCounted = async () => {
    const { rejectedRows, ...counts } = await countsOf(system, KEY);
    expect(counts).toMatchObject({
      records: repetitions * lines,
      accepted: repetitions * (lines - 1),
      rejected: repetitions,
      rejects: { invalid_date: repetitions },
      firstLines: { invalid_date: 1 + lines },
      firstDay: daysOf(logs).first,
      lastDay: LAST,
    });
    // In every range lines are counted from the object's first.
    expect(rejectedRows && (await readParquet(system.lake, rejectedRows))).toEqual(
      Array.from({ length: repetitions }, (_, i) => ({
        line: 1 + (i + 1) * lines,
        reason: 'invalid_date',
        text: MALFORMED,
      })),
    );
    expect(await system.adtech('run', LAST)).toMatchObject({ code: 0 });
    expect(await publishedRows(system.db, LAST)).toEqual(reference());
  };
  const countingRun = async () => {
    const object = await system.lake.head(KEY);
    return { workflowId: object ? countingId(object) : '' };
  };

  // Breaks: a range that also counts the record which begins at its end; lines that are not added up over ranges.
  it('is counted range by range, each once, and two parts are left to the dates to add up', async () => {
    expect(await system.adtech('count')).toMatchObject({ code: 0 });
    const activities = await activitiesOf(system.client, await countingRun());
    expect(activities.map(({ type }) => type)).toEqual([
      'openObject',
      ...Array<string>(RANGES).fill('countRange'),
      'finishObject',
    ]);
    for (const one of activities) expect(one).toMatchObject({ attempt: 1, outcome: 'completed' });
    await expectCounted();
  });

  // Break: no heartbeat timeout: without it no other worker takes over the range.
  it('is counted to its end by another worker when one is killed in the middle of a range', async () => {
    // The same bytes of another time are another object.
    utimesSync(fileOf(system, KEY), new Date(), new Date());
    const counting = system.adtech('count');
    const handle = system.client.workflow.getHandle((await countingRun()).workflowId);
    const killed = await untilCounting(handle, workers);
    await endProcess(killed, 'SIGKILL');
    expect(await counting).toMatchObject({ code: 0 });

    const activities = await activitiesOf(system.client, await countingRun());
    const ranges = activities.filter(({ type }) => type === 'countRange');
    expect(ranges).toHaveLength(RANGES);
    expect(ranges.filter(({ attempt }) => attempt > 1)).not.toHaveLength(0);
    for (const one of ranges.filter(({ attempt }) => attempt > 1))
      expect(workerPid(one)).not.toBe(killed.pid);
    await expectCounted();
  });

  // Break: the line counted from the start of its range, or a fault of a range that is forgotten.
  it('is refused for a fault in its last range, by the line in the object, and not read again', async () => {
    appendFileSync(fileOf(system, KEY), '"A"x,p,2024-03-10\n');
    const line = 2 + repetitions * lines;
    for (let time = 1; time <= 2; time++) {
      const end = await system.adtech('count');
      expect(end.code).toBe(1);
      expect(end.stderr).toContain(
        `${KEY}: line ${String(line)}: the quote that opens here is closed in the middle of a field`,
      );
    }
    const activities = await activitiesOf(system.client, await countingRun());
    expect(activities.map(({ type }) => type)).toEqual([
      'openObject',
      ...Array<string>(RANGES).fill('countRange'),
      'refuseObject',
    ]);
    for (const one of activities) expect(one).toMatchObject({ attempt: 1 });
    const runs = await listRuns(system.client, 'countObject', 4);
    const { workflowId } = await countingRun();
    expect(runs.filter((run) => run.workflowId === workflowId)).toHaveLength(1);
  });
});

/** Waits until a worker has a range under way; returns that worker. */
async function untilCounting(
  handle: WorkflowHandle,
  workers: readonly ChildProcess[],
): Promise<ChildProcess> {
  for (;;) {
    const described = await handle.describe().catch(() => undefined);
    for (const { activityType, lastWorkerIdentity } of described?.raw.pendingActivities ?? []) {
      const worker = workers.find(({ pid }) => lastWorkerIdentity?.startsWith(`${String(pid)}@`));
      if (activityType?.name === 'countRange' && worker !== undefined) return worker;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
