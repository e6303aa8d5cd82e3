import { randomUUID } from 'node:crypto';
import { addDays, utcDay } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { logKey } from '../../storage/lake-keys';
import { adtech, endProcess, spawnAdtech } from '../support/processes/command-line';
import { testEndpoints } from '../support/servers/endpoints';
import { adminQuery, databaseUrl } from '../support/database/test-database';
import { createFolderLake } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: '2024-03-01', seed: 2 });
  system = await createTestSystem('folder', logs, { START_DATE: '2024-02-28' });
});
afterAll(() => system.dispose());

describe('adtech', () => {
  it.each([
    ...['up', 'migrate', 'worker', 'api', 'keys', 'schedule', 'backfill', 'run', 'count', 'status', 'doctor'],
    ...['data', 'sample', 'backtest', 'simulate'],
  ])('%s has help, and ends with 0 after it', async (name) => {
    const { code, stdout } = await adtech([name, '--help'], {});
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: adtech ${name}`);
  });

  it.each([
    ['an unknown command', ['publish'], /unknown command 'publish'/],
    ['an unknown option', ['status', '--all'], /unknown option '--all'/],
    ['a date that is none', ['run', '2024-02-30'], /day of the calendar as YYYY-MM-DD/],
    ['a date to come', ['run', addDays(utcDay(new Date()), 1)], /lies in the future/],
    ['an empty range', ['backfill', '--from', '2024-03-02', '--to', '2024-03-01'], /is after --to/],
    ['a lake that is none', ['sample', '--out', 'gs://bucket'], /expected s3:\/\/bucket\/prefix/],
  ])('calls %s wrong usage', async (_, args, says) => {
    const { code, stderr } = await system.adtech(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });

  it('lists all faults of the settings at once, and no value of a secret', async () => {
    const { code, stderr } = await adtech(['status'], {
      DATABASE_URL: 'mysql://user:canary@host/db',
      START_DATE: 'soon',
      PORT: '70000',
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL .*\n.*START_DATE .*\n.*PORT /);
    expect(stderr).not.toContain('canary');
  });

  it('says what is missing where nothing runs and nothing is set', async () => {
    const { code, stderr } = await adtech(['status'], {});
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL and TEMPORAL_ADDRESS not set.*npx adtech up/);
  });

  it.each([['status'], ['worker']])('%s asks for the migrations that a database lacks', async (name) => {
    const { postgresUrl } = testEndpoints();
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    await adminQuery(postgresUrl, `CREATE DATABASE ${database}`);
    const env = { ...system.env, DATABASE_URL: databaseUrl(postgresUrl, database) };
    try {
      const refused = await adtech([name], env);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(
        /lacks 0001-lists-and-runs, 0002-lists-as-rows, .*\d{4}-[a-z-]+; run `npx adtech migrate` first/,
      );
      expect(await adtech(['migrate', '--json'], env)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('0001-lists-and-runs') as unknown,
      });
      expect(await adtech(['status'], env)).toMatchObject({ code: 0 });
    } finally {
      await adminQuery(postgresUrl, `DROP DATABASE ${database} WITH (FORCE)`);
    }
  });
});

describe('adtech backfill --dry-run', () => {
  it('prints each date once, both ends, over 29 February and the end of a month, and starts nothing', async () => {
    const { code, stdout } = await system.adtech(
      'backfill',
      '--from',
      '2024-02-28',
      '--to',
      '2024-03-01',
      '--dry-run',
    );
    expect(code).toBe(0);
    expect(stdout).toBe('2024-02-28\n2024-02-29\n2024-03-01\n');
    expect(await system.db.selectFrom('runs').select('run_id').execute()).toEqual([]);
  });
});

describe('adtech run', () => {
  it('ends with 3 on Ctrl-C while it waits, says that the run goes on, and leaves it open', async () => {
    const command = spawnAdtech(['run', '2024-03-01'], system.env);
    let output = '';
    await new Promise<void>((resolve) => {
      command.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('under way')) resolve();
      });
    });
    const handle = system.client.workflow.getHandle(workflowIdOf('2024-03-01'));
    while ((await handle.describe().catch(() => undefined)) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await endProcess(command, 'SIGINT')).toBe(3);
    expect(output).toMatch(/no worker polls for runs/);
    expect(output).toMatch(/no longer waiting; runs that have started go on/);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.terminate();
  });
});

describe('adtech sample', () => {
  it('writes the same logs for the same options, and replaces none unless told', async () => {
    const [one, other] = [createFolderLake(), createFolderLake()];
    const sample = (url = '', ...more: string[]) =>
      adtech(
        ['sample', '--out', url, '--rows', '500', '--days', '3', '--to', '2024-03-01', '--json', ...more],
        {},
      );
    try {
      const written = await sample(one.env['LAKE_URL']);
      expect(JSON.parse(written.stdout)).toMatchObject({
        rows: { product_views: 500, ads_views: 500 },
        first_day: '2024-02-28',
        last_day: '2024-03-01',
      });
      await sample(other.env['LAKE_URL']);
      for (const log of ['advertiser_ids', 'product_views', 'ads_views'] as const) {
        const texts = await Promise.all(
          [one, other].map(async ({ lake }) => (await lake.read(logKey(log))).toArray()),
        );
        expect(texts[0]).toEqual(texts[1]);
      }
      const again = await sample(one.env['LAKE_URL']);
      expect(again.code).toBe(2);
      expect(again.stderr).toMatch(/advertiser_ids\.csv exists; use --overwrite/);
      expect(await sample(one.env['LAKE_URL'], '--overwrite')).toMatchObject({ code: 0 });
      const truthful = await sample(one.env['LAKE_URL'], '--overwrite', '--ctr', '0.01');
      expect(JSON.parse(truthful.stdout)).toMatchObject({ truth: 'truth.csv' });
      const stale = await sample(one.env['LAKE_URL'], '--overwrite');
      expect(stale.stderr).toMatch(
        /truth\.csv exists and would stay .*; remove it, or use --ctr, or another --out/,
      );
    } finally {
      one.remove();
      other.remove();
    }
  });
});
