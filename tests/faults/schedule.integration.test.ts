import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPublishedDates } from '../../db/publication';
import { SCHEDULE_ID, WORKFLOW_TYPE } from '../../temporal/names/run-identity';
import { startTemporalServer } from '../../local/temporal-server';
import { argumentsOf, askDoctor } from '../support/processes/doctor';
import { testEndpoints } from '../support/servers/endpoints';
import { concurrentFaultTest } from '../support/faults/fault';
import { before, patchedBuild } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { createShortDays } from '../support/faults/short-days';
import type { ShortDays } from '../support/faults/short-days';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

// Waits take 100 s of the longest scenario.
jest.setTimeout(300_000);

const FIRST = '2024-02-26';
const AWAY_MS = 60_000;
/** A run that has not published so long after it could start never does. */
const PUBLISHED_WITHIN_MS = 30_000;

/** A system that lives by a calendar of short days. */
interface ShortWorld {
  readonly calendar: ShortDays;
  readonly logs: ReferenceLogs;
  readonly system: TestSystem;
}

async function inShortDays(
  days: { readonly days: number; readonly dayMs: number },
  patches: readonly Patch[],
  scenario: (world: ShortWorld) => Promise<void>,
  temporalAddress?: string,
): Promise<void> {
  const calendar = await createShortDays({ firstDate: FIRST, startsInMs: 20_000, ...days });
  const logs = await sampleTexts({
    rowsPerLog: 1_000,
    days: days.days,
    lastDay: calendar.dates.at(-1)!,
    seed: 9,
  });
  const settings = { START_DATE: FIRST, ...patchedBuild([...calendar.patches, ...patches]) };
  const system = await createTestSystem('folder', logs, settings, temporalAddress);
  try {
    await scenario({ calendar, logs, system });
  } finally {
    await system.dispose();
    calendar.remove();
  }
}

/** Waits until the last date is due, all but `lost` dates are published or cannot be any more, and no run is open. */
async function untilQuiet({ calendar, system }: ShortWorld, lost = 0): Promise<void> {
  await calendar.pass(calendar.dates.length - 1, 0);
  const publishedBy = performance.now() + PUBLISHED_WITHIN_MS;
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  for (;;) {
    const published = await findPublishedDates(system.db, '0001-01-01', '9999-12-31');
    const isDone = published.length >= calendar.dates.length - lost || performance.now() > publishedBy;
    if (isDone && (await system.client.workflow.count(query)).count === 0) return;
    await sleep(200);
  }
}

/** What was published is the calendar: each of the dates, once, as the reference has it. */
async function expectPublished({ calendar, logs, system }: ShortWorld): Promise<void> {
  const published = await findPublishedDates(system.db, '0001-01-01', '9999-12-31');
  expect({ published: published.map(({ date }) => date) }).toEqual({ published: calendar.dates });
  const runs = await system.db.selectFrom('runs').select('date').orderBy('date').execute();
  expect(runs.map(({ date }) => date)).toEqual(calendar.dates);
  for (const date of calendar.dates)
    expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
}

/** Each run of a date takes so long that one is open when something happens in the middle of a day. */
const SLOW_RANKING = before(
  'activities/rank-models.js',
  'return ranked.map(',
  'await new Promise((resolve) => setTimeout(resolve, 5_000));',
);

concurrentFaultTest(
  9,
  'Temporal killed with -9 for 60 s: the open run resumes, missed dates start, and published dates are the calendar',
  async (patches) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'adtech-temporal-killed-'));
    const start = () =>
      startTemporalServer({
        executable: testEndpoints().temporalExecutable,
        dataDir,
        headless: true,
        onProgress: () => undefined,
      });
    let server = await start();
    try {
      await inShortDays(
        { days: 9, dayMs: 10_000 },
        [SLOW_RANKING, ...patches],
        async (world) => {
          const { calendar, system } = world;
          await system.startWorker();
          expect(await system.adtech('schedule', 'apply')).toMatchObject({ code: 0 });
          const open = Math.max(1, calendar.next());
          await calendar.pass(open, 2_500);
          const { status } = await system.client.workflow.getHandle(calendar.workflowIdOf(open)).describe();
          expect(status.name).toBe('RUNNING');
          await server.kill();
          await sleep(AWAY_MS);
          server = await start();
          await untilQuiet(world);
          await expectPublished(world);
        },
        server.address,
      );
    } finally {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  {
    when: 'the schedule catches up 10 s only',
    patches: [
      {
        module: 'temporal/schedule.js',
        find: 'CATCHUP_WINDOW_MS = 10 * 365 * 86_400_000',
        put: 'CATCHUP_WINDOW_MS = 10_000',
      },
    ],
    fails: /^- +"2024-/m,
  },
);

concurrentFaultTest(
  10,
  'no worker for three fires: all three run once one starts',
  (patches) =>
    inShortDays({ days: 3, dayMs: 5_000 }, patches, async (world) => {
      const { calendar, system } = world;
      expect(await system.adtech('schedule', 'apply')).toMatchObject({ code: 0 });
      await calendar.pass(2, 3_000);
      expect(await findPublishedDates(system.db, '0001-01-01', '9999-12-31')).toEqual([]);
      await system.startWorker();
      await untilQuiet(world);
      await expectPublished(world);
    }),
  {
    when: 'a fire is skipped while a run is open',
    patches: [
      {
        module: 'temporal/schedule.js',
        find: 'overlap: client_1.ScheduleOverlapPolicy.ALLOW_ALL',
        put: 'overlap: client_1.ScheduleOverlapPolicy.SKIP',
      },
    ],
    fails: /"published": Array \[/,
  },
);

concurrentFaultTest(
  14,
  'the schedule paused over two fires, then resumed: `doctor` lists exactly those two, `backfill --only missing` fills them',
  (patches) =>
    inShortDays({ days: 7, dayMs: 8_000 }, patches, async (world) => {
      const { calendar, system } = world;
      await system.startWorker();
      expect(await system.adtech('schedule', 'apply')).toMatchObject({ code: 0 });
      const schedule = system.client.schedule.getHandle(SCHEDULE_ID);
      const paused = Math.max(1, calendar.next());
      await calendar.pass(paused, 3_000);
      await schedule.pause('maintenance');
      await calendar.pass(paused + 2, 3_000);
      await schedule.unpause('done');
      await untilQuiet(world, 2);

      const lost = calendar.dates.slice(paused + 1, paused + 3);
      const told = await askDoctor(system.adtech);
      const found = told.findings.filter(({ check }) => check === 'calendar');
      expect({ code: told.code, lost: found.map(({ dates }) => dates) }).toEqual({ code: 1, lost: [lost] });
      const dryRun = await system.adtech(...argumentsOf(found[0]?.command), '--dry-run');
      expect(dryRun.stdout).toBe(`${lost.join('\n')}\n`);
      expect(found[0]?.command).toMatch(/^npx adtech backfill .*--only missing/);
      expect(await system.adtech(...argumentsOf(found[0]?.command))).toMatchObject({ code: 0 });
      const after = await askDoctor(system.adtech);
      expect(after.findings.filter(({ check }) => check === 'calendar')).toEqual([]);
      await expectPublished(world);
    }),
  {
    when: 'the calendar is not compared with the published dates',
    patches: [
      {
        module: 'cli/doctor/check-calendar.js',
        find: "const missing = inState(dates, 'missing')",
        put: 'const missing = []',
      },
    ],
    fails: /"lost": Array \[/,
  },
);
