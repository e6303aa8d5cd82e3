import { addDays, daysFromTo } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { faultTest } from '../support/faults/fault';
import { activitiesOf } from '../support/temporal/histories';
import { patchedBuild } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const DATE = '2024-03-01';
const BEFORE = addDays(DATE, -1);

faultTest(
  17,
  'an advertiser leaves the active list and the date runs again: no list for that date, all else as it was',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 3_000, days: 3, lastDay: DATE, seed: 17 });
    const system = await createTestSystem('folder', logs, { START_DATE: BEFORE, ...patchedBuild(patches) });
    try {
      await system.startWorker();
      expect(await system.adtech('backfill', '--from', BEFORE, '--to', DATE)).toMatchObject({ code: 0 });
      const [header = '', gone = '', ...rest] = logs.advertiser_ids.trimEnd().split('\n');
      const ofGone = (rows: readonly (readonly [string, ...unknown[]])[]) =>
        rows.filter(([advertiser]) => advertiser === gone);
      expect(ofGone((await publishedRows(system.db, DATE)).topProducts)).not.toHaveLength(0);
      const stillActive = `${[header, ...rest].join('\n')}\n`;
      await putObjects(system.lake, { 'input/advertiser_ids.csv': stillActive });
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });

      const published = await publishedRows(system.db, DATE);
      expect({ lists: [...ofGone(published.topProducts), ...ofGone(published.topCtr)] }).toEqual({
        lists: [],
      });
      expect(published).toEqual(referenceLists({ ...logs, advertiser_ids: stillActive }, DATE));
      expect(await publishedRows(system.db, BEFORE)).toEqual(referenceLists(logs, BEFORE));
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'only lists that come again are replaced',
    patches: [
      {
        module: 'db/publication.js',
        find: 'await (0, list_tables_1.deleteLists)(model, date).execute(trx);',
        put: `if (!['top_products', 'top_ctr'].includes(model.slug))
            await (0, list_tables_1.deleteLists)(model, date).execute(trx);
          else for (const { ids, product } of lists) {
            const { bytes, offsets } = ids.advertiserIds;
            const text = Buffer.from(bytes.slice());
            const owners = Array.from(product, (one) => ids.firstProducts.findLastIndex((first) => first <= one));
            const idOf = (at) => text.toString('utf8', offsets[at], offsets[at + 1]);
            await trx.deleteFrom(model.slug + '_lists').where('date', '=', date)
              .where('advertiser_id', 'in', [...new Set(owners)].map(idOf)).execute();
          }`,
      },
    ],
    fails: /"lists": Array \[/,
  },
);

faultTest(
  18,
  'rows for a past date arrive later: `status` calls the dates stale, and a backfill makes them equal to the new bytes',
  async (patches) => {
    const first = addDays(DATE, -3);
    const logs = await sampleTexts({ rowsPerLog: 3_000, days: 4, lastDay: DATE, seed: 18 });
    const system = await createTestSystem('folder', logs, { START_DATE: first, ...patchedBuild(patches) });
    const range = ['--from', first, '--to', DATE];
    const states = async () => {
      const { stdout } = await system.adtech('status', ...range, '--json');
      const { dates } = JSON.parse(stdout) as { dates: { date: string; state: string }[] };
      return dates.map(({ date, state }) => `${date} ${state}`);
    };
    try {
      await system.startWorker();
      expect(await system.adtech('backfill', ...range)).toMatchObject({ code: 0 });
      const advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
      const late = `${advertiser},late,${BEFORE}\n`.repeat(500);
      await putObjects(system.lake, {
        'input/product_views/late.csv': `advertiser_id,product_id,date\n${late}`,
      });
      expect(await system.adtech('count')).toMatchObject({ code: 0 });
      const dates = daysFromTo(first, DATE);
      expect(await states()).toEqual(dates.map((date) => `${date} ${date < BEFORE ? 'done' : 'stale'}`));
      expect(await system.adtech('backfill', ...range, '--only', 'stale')).toMatchObject({ code: 0 });
      expect(await states()).toEqual(dates.map((date) => `${date} done`));
      const now = { ...logs, product_views: `${logs.product_views}${late}` };
      for (const date of dates)
        expect(await publishedRows(system.db, date)).toEqual(referenceLists(now, date));
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'objects that no run has read are overlooked',
    patches: [
      {
        module: 'domain/run-inputs.js',
        find: 'return affecting === countUpTo(currentDays, date);',
        put: 'return affecting <= countUpTo(currentDays, date);',
      },
    ],
    fails: /2024-02-29 stale/,
  },
);

faultTest(
  19,
  '4.9 % malformed rows are set aside, counted by reason, and published without; 5.1 % are refused after one attempt, and the old lists stay',
  async (patches) => {
    const rows = 5_000;
    const logs = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: DATE, seed: 19 });
    const system = await createTestSystem('folder', logs, { START_DATE: DATE, ...patchedBuild(patches) });
    /** Writes a sample; returns its malformed rows by reason, of both logs together. */
    const sample = async (malformed: number): Promise<Record<string, number>> => {
      const { stdout } = await system.adtech(
        ...['sample', '--out', system.env['LAKE_URL'] ?? '', '--overwrite', '--json'],
        ...['--rows', String(rows), '--days', '2', '--to', DATE, '--seed', '19'],
        ...['--malformed', String(malformed)],
      );
      const written = JSON.parse(stdout) as { malformed: Record<string, Record<string, number>> };
      const sums: Record<string, number> = {};
      for (const [reason, count] of Object.values(written.malformed).flatMap((log) => Object.entries(log)))
        sums[reason] = (sums[reason] ?? 0) + count;
      return sums;
    };
    try {
      await system.startWorker();
      const rejects = await sample(0.049);
      expect(Object.values(rejects).reduce((sum, count) => sum + count, 0)).toBe(490);
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
      const run = await system.db.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ rows_read: 2 * rows, rows_rejected: 490, rejects });
      const wellFormed = await sampleTexts({ rowsPerLog: rows - 245, days: 2, lastDay: DATE, seed: 19 });
      const published = referenceLists(wellFormed, DATE);
      expect(await publishedRows(system.db, DATE)).toEqual(published);

      await sample(0.051);
      const end = await system.adtech('run', DATE, '--json');
      expect({ refused: end.code }).toEqual({ refused: 1 });
      expect(end.stdout).toMatch(/5\.1 % of the rows are malformed \(510 of 10000\)/);
      const [filter] = await activitiesOf(system.client, { workflowId: workflowIdOf(DATE) });
      expect(filter).toMatchObject({ type: 'filterLogs', attempt: 1, outcome: 'failed' });
      expect(await publishedRows(system.db, DATE)).toEqual(published);
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'the share of malformed rows is not checked',
    patches: [
      {
        module: 'activities/reject-limit.js',
        find: 'if (rejected <= maxRejectedFraction * records)',
        put: 'if (true)',
      },
    ],
    fails: /"refused": 0/,
  },
  {
    when: 'a reason is counted as another',
    patches: [
      {
        module: 'domain/record-validation.js',
        find: "return { reason: 'id_too_long' };",
        put: "return { reason: 'empty_id' };",
      },
    ],
    fails: /"rejects"/,
  },
);

faultTest(
  26,
  'an active list cut to its header, or to fewer than half, is refused after one attempt, and the old lists stay; what is accepted is published',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 3_000, days: 3, lastDay: DATE, seed: 26 });
    const system = await createTestSystem('folder', logs, { START_DATE: BEFORE, ...patchedBuild(patches) });
    const lines = logs.advertiser_ids.trimEnd().split('\n');
    try {
      await system.startWorker();
      expect(await system.adtech('backfill', '--from', BEFORE, '--to', DATE)).toMatchObject({ code: 0 });
      for (const left of [0, Math.ceil((lines.length - 1) / 2) - 1]) {
        const cut = `${lines.slice(0, 1 + left).join('\n')}\n`;
        await putObjects(system.lake, { 'input/advertiser_ids.csv': cut });
        const { code, stdout } = await system.adtech('run', BEFORE, '--json');
        expect({ left, refused: code }).toEqual({ left, refused: 1 });
        expect(stdout).toContain(`(${DATE}) had ${String(lines.length - 1)}`);
        const [filter] = await activitiesOf(system.client, { workflowId: workflowIdOf(BEFORE) });
        expect(filter).toMatchObject({ type: 'filterLogs', attempt: 1, outcome: 'failed' });
        expect(await publishedRows(system.db, BEFORE)).toEqual(referenceLists(logs, BEFORE));
      }
      const accepted = await system.adtech('run', BEFORE, '--accept-lost-advertisers');
      expect({ accepted: accepted.code }).toEqual({ accepted: 0 });
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'the number of active advertisers left is not checked',
    patches: [
      {
        module: 'activities/advertisers-limit.js',
        find: 'if (lost === undefined)',
        put: 'if (true)',
      },
    ],
    fails: /"refused": 0/,
  },
  {
    when: 'the wish to accept the list does not reach the run',
    patches: [
      {
        module: 'temporal/runs.js',
        find: '...(acceptLostAdvertisers ? { acceptLostAdvertisers } : {}),',
        put: '',
      },
    ],
    fails: /"accepted": 1/,
  },
);
