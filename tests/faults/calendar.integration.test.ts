import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, daysFromTo, lastDueDate } from '../../domain/execution-date';
import { WORKFLOW_TYPE, workflowIdOf } from '../../temporal/names/run-identity';
import { askDoctor } from '../support/processes/doctor';
import { faultTest } from '../support/faults/fault';
import { patchedBuild } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

faultTest(
  11,
  'one date never finishes: the other dates publish, and `doctor` names it and exits 1',
  async (patches) => {
    const last = lastDueDate(new Date());
    const first = addDays(last, -3);
    const stuck = addDays(first, 1);
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 4, lastDay: last, seed: 11 });
    const settings = { START_DATE: first, ...patchedBuild(patches) };
    const system = await createTestSystem('folder', logs, settings);
    try {
      await system.client.workflow.start(WORKFLOW_TYPE, {
        taskQueue: 'nobody-polls-this',
        workflowId: workflowIdOf(stuck),
        args: [{ executionDate: stuck }],
      });
      await system.startWorker();
      const end = await system.adtech('backfill');
      expect(end.code).toBe(3);
      expect(end.stdout).toContain(`${stuck} open`);
      for (const date of daysFromTo(first, last)) {
        const reference = date === stuck ? { topProducts: [], topCtr: [] } : referenceLists(logs, date);
        expect(await publishedRows(system.db, date)).toEqual(reference);
      }
      const told = await askDoctor(system.adtech);
      expect(told.code).toBe(1);
      const named = told.findings.filter(({ check }) => check === 'calendar').map(({ dates }) => dates);
      expect({ named }).toEqual({ named: [[stuck]] });
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'open runs that do not end are not looked for',
    patches: [{ module: 'cli/doctor/check-calendar.js', find: '...stuckDates(dates, options),', put: '' }],
    fails: /"named": Array \[/,
  },
);

const FIRST = '2024-02-28';
const LAST = '2024-03-01';
const DATES = daysFromTo(FIRST, LAST);
const RANGE = ['--from', FIRST, '--to', LAST] as const;
const REFUSED_WITHIN_MS = 60_000;

interface Result {
  readonly date: string;
  readonly outcome: string;
  readonly run_id: string;
}
const datesOf = (stdout: string) => (JSON.parse(stdout) as { dates: Result[] }).dates;

const TWICE: [how: string, command: readonly string[]][] = [
  ['backfilled twice at once', ['backfill', '--from', FIRST, '--to', FIRST, '--json']],
  ['run while it is open', ['run', FIRST, '--json']],
];

for (const [how, second] of TWICE) {
  faultTest(
    12,
    `one date ${how}: one run; the other command says which run is open and exits 3`,
    async (patches) => {
      const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: FIRST, seed: 12 });
      const system = await createTestSystem('folder', logs, { START_DATE: FIRST, ...patchedBuild(patches) });
      try {
        const both = [system.adtech(...TWICE[0]![1]), system.adtech(...second)];
        // No worker polls: the run stays open until the other command has been refused.
        const refused = await Promise.race([
          ...both,
          sleep(patches.length === 0 ? REFUSED_WITHIN_MS : 10_000),
        ]);
        if (refused === undefined) throw new Error('neither command is refused');
        const { runId } = await system.client.workflow.getHandle(workflowIdOf(FIRST)).describe();
        expect(refused.code).toBe(3);
        expect(datesOf(refused.stdout)).toMatchObject([{ date: FIRST, outcome: 'open', run_id: runId }]);
        await system.startWorker();
        const ends = await Promise.all(both);
        expect(ends.map(({ code }) => code).sort()).toEqual([0, 3]);
        expect(await system.db.selectFrom('runs').select('run_id').execute()).toEqual([{ run_id: runId }]);
        expect(await publishedRows(system.db, FIRST)).toEqual(referenceLists(logs, FIRST));
      } finally {
        await system.dispose();
      }
    },
    {
      when: 'open runs are not looked for, and a start joins the open run',
      patches: [
        {
          module: 'domain/backfill-plan.js',
          find: ".filter(({ state }) => state !== 'running')",
          put: '',
        },
        { module: 'temporal/runs.js', find: "'FAIL'", put: "'USE_EXISTING'" },
      ],
      fails: /neither command is refused/,
    },
  );
}

faultTest(
  13,
  'a backfill over 29 February and the end of a month runs each date once, both ends, as `--dry-run` printed them',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 4, lastDay: LAST, seed: 13 });
    const system = await createTestSystem('folder', logs, { START_DATE: FIRST, ...patchedBuild(patches) });
    try {
      const dryRun = await system.adtech('backfill', ...RANGE, '--dry-run');
      expect(dryRun.stdout).toBe(`${DATES.join('\n')}\n`);
      await system.startWorker();
      const end = await system.adtech('backfill', ...RANGE, '--json');
      expect(end.code).toBe(0);
      const results = datesOf(end.stdout);
      expect(results.map(({ date, outcome }) => `${date} ${outcome}`)).toEqual(
        DATES.map((date) => `${date} published`),
      );
      const runs = await system.db.selectFrom('runs').select(['date', 'run_id']).orderBy('date').execute();
      expect(runs).toEqual(results.map(({ date, run_id }) => ({ date, run_id })));
      for (const date of DATES)
        expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'the end of a range is left out',
    patches: [
      {
        module: 'domain/execution-date.js',
        find: '(Date.parse(to) - Date.parse(from)) / DAY_MS + 1',
        put: '(Date.parse(to) - Date.parse(from)) / DAY_MS',
      },
    ],
    fails: /toBe\(expected\)/,
  },
  {
    when: 'no year has a 29 February',
    patches: [
      {
        module: 'domain/execution-date.js',
        find: 'const leap = month === 2 &&',
        put: 'const leap = false &&',
      },
    ],
    fails: /expect\(received\)/,
  },
);
