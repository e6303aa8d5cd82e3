import { daysFromTo } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { runInTerminal } from '../support/processes/terminal';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-02-27';
const LAST = '2024-03-01';
const DATES = daysFromTo(FIRST, LAST);
const RANGE = ['--from', FIRST, '--to', LAST] as const;
const COLOUR = '\u001b[3';

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 2_000, days: 4, lastDay: LAST, seed: 21 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
});
afterAll(() => system.dispose());

describe('adtech backfill in a terminal', () => {
  it('shows each date under way; Ctrl-C ends the waiting, and says which runs go on and which dates were not started', async () => {
    const run = runInTerminal(['backfill', ...RANGE, '--max-parallel', '2'], system.env);
    const shown = await run.shows(/2024-02-27 {2}waits for a worker|2024-02-27 {2}filter/);
    expect(shown).toMatch(/0 of 4 dates, 2 under way/);
    expect(shown).toMatch(/2024-02-28 {2}\w+/);
    expect(shown).not.toMatch(/2024-02-29 {2}/);
    run.type('\u0003');
    expect(await run.ended).toBe(3);
    const last = await run.screen();
    expect(last).toMatch(/no longer waiting; runs that have started go on/);
    expect(last).toMatch(/0 of 4 dates published\n {2}runs that go on: 2024-02-27 to 2024-02-28/);
    expect(last).toMatch(/dates that were not started: 2024-02-29 to 2024-03-01/);
    for (const date of ['2024-02-27', '2024-02-28']) {
      expect((await system.client.workflow.getHandle(workflowIdOf(date)).describe()).status.name).toBe(
        'RUNNING',
      );
    }
    await expect(system.client.workflow.getHandle(workflowIdOf('2024-02-29')).describe()).rejects.toThrow();
  });

  it('asks before more than 30 dates, and starts none after a no', async () => {
    const range = ['--from', '2024-03-02', '--to', '2024-04-05'];
    const run = runInTerminal(['backfill', ...range], system.env);
    await run.shows(/Run 35 dates, 2024-03-02 to 2024-04-05\? \[y\/N\]/);
    run.type('n\r');
    expect(await run.ended).toBe(1);
    expect(await run.screen()).toMatch(/nothing was started/);
  });

  it('refuses more than 30 dates where it cannot ask, unless --yes is given', async () => {
    const range = ['--from', '2024-03-02', '--to', '2024-04-05'];
    const refused = await system.adtech('backfill', ...range);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/would run 35 dates, 2024-03-02 to 2024-04-05; --yes says that it may/);
  });

  it('proves each date, when a worker is there', async () => {
    await system.startWorker();
    const results = DATES.map((date) => system.client.workflow.getHandle(workflowIdOf(date)));
    await results[0]!.result();
    await results[1]!.result();
    const run = runInTerminal(['backfill', ...RANGE, '--only', 'all', '--latest-first'], system.env);
    expect(await run.ended).toBe(0);
    const shown = await run.screen();
    expect(shown).toMatch(/4 of 4 dates published, each by a separate run/);
    const previous = new Map<string, string>();
    for (const line of shown.split('\n')) {
      const [date = '', , runId = '', before = ''] = line.split(/ {2,}/);
      if (DATES.includes(date)) previous.set(date, `${runId} ${before}`);
    }
    const runs = await system.db
      .selectFrom('publications')
      .select(['date', 'run_id'])
      .orderBy('date')
      .execute();
    expect([...previous.keys()]).toEqual(DATES);
    for (const { date, run_id } of runs) expect(previous.get(date)).toContain(run_id);
  });
});

describe('adtech status', () => {
  it('is coloured in a terminal, and nowhere else, CI systems included', async () => {
    const run = runInTerminal(['status', ...RANGE], system.env);
    expect(await run.ended).toBe(0);
    expect(run.bytes()).toContain(COLOUR);
    const piped = await system.adtech('status', ...RANGE);
    expect(piped.stdout).not.toContain('\u001b');
    expect(piped.stdout.replaceAll('\n', '').trim()).toBe((await run.screen()).replaceAll('\n', '').trim());
    const env = { ...system.env, NO_COLOR: '1' };
    const plain = runInTerminal(['status', ...RANGE], env);
    expect(await plain.ended).toBe(0);
    expect(plain.bytes()).not.toContain(COLOUR);
  });

  it('fits its matrix into 80 columns', async () => {
    const run = runInTerminal(['status', ...RANGE], system.env, { columns: 80, rows: 24 });
    expect(await run.ended).toBe(0);
    expect(await run.screen()).toMatch(
      /^date {8}filter {2}TopProducts {2}TopCTR {2}write {2}rows kept {2}rejected {2}took\n2024-02-27 {2}done/,
    );
  });
});
