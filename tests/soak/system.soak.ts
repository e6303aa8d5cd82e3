import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../db/database';
import { findPublishedDates } from '../../db/publication';
import type { Database } from '../../db/schema';
import { findTemporal } from '../../local/find-temporal';
import { startApiProcess } from '../support/api/api-process';
import { adtech } from '../support/processes/command-line';
import { askDoctor } from '../support/processes/doctor';
import { patchedBuild } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { createShortDays } from '../support/faults/short-days';
import type { ShortDays } from '../support/faults/short-days';
import { TEST_DATABASE_LIMITS } from '../support/database/test-database';
import { createFolderLake, putObjects } from '../support/lake/test-lake';
import { sampleTexts } from '../support/processes/test-system';
import { createChances } from './chances';
import { SoakInputs } from './inputs';
import { ApiLoad } from './load';
import { startSoakPostgres, startSoakTemporal, SupervisedWorker } from './parts';
import type { KillablePart } from './parts';

/** What `npm run soak` asks for. */
const { minutes, seed, report } = JSON.parse(process.env['ADTECH_SOAK'] ?? '') as {
  readonly minutes: number;
  readonly seed: number;
  /** Where the figures go, as JSON. */
  readonly report: string;
};

const FIRST = '2024-01-15';
const DAY_MS = 20_000;
/** So long parts are killed; what is under way then, and the comparison, come on top. */
const DAYS = Math.max(3, Math.ceil((minutes * 60_000) / DAY_MS));
const WORKERS = 2;
const CALLERS = 6;
const SETTLE_WITHIN_MS = 6 * 60_000;

jest.setTimeout(minutes * 60_000 + 20 * 60_000);

const chances = createChances(seed);
const { between, pick } = chances;
const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

const ANY = ['0001-01-01', '9999-12-31'] as const;

it('comes through kills, restarts, late rows and load with nothing lost and nothing wrong', async () => {
  say(
    `soak of ${String(minutes)} minutes with seed ${String(seed)}: ${String(DAYS)} dates of ${String(DAY_MS / 1000)} s`,
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-soak-'));
  // Where this runs as root, Postgres runs as another user, who must reach the folder.
  chmodSync(folder, 0o755);
  const cacheDir = path.join(homedir(), '.cache', 'adtech');
  const executable = await findTemporal({ env: process.env, cacheDir, onProgress: say });
  const [postgres, temporal] = [await startSoakPostgres(folder), await startSoakTemporal(folder, executable)];
  const calendar = await createShortDays({ firstDate: FIRST, days: DAYS, dayMs: DAY_MS, startsInMs: 20_000 });
  const { lake, env: lakeEnv, remove } = createFolderLake();
  const env = {
    ...lakeEnv,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    START_DATE: FIRST,
    ...patchedBuild(calendar.patches),
  };
  const command = (...args: string[]) => adtech(args, env);
  const db = createDatabase(postgres.url, TEST_DATABASE_LIMITS);
  const base = await sampleTexts({ rowsPerLog: 3_000, days: DAYS, lastDay: calendar.dates.at(-1)!, seed });
  const inputs = new SoakInputs(base);
  for (const [name, csv] of Object.entries(base))
    await putObjects(lake, { [`input/${name}.csv`]: csv as string });
  expect(await command('migrate')).toMatchObject({ code: 0 });
  const workers = Array.from({ length: WORKERS }, () => new SupervisedWorker(env));
  await Promise.all(workers.map((worker) => worker.start()));
  expect(await command('schedule', 'apply')).toMatchObject({ code: 0 });
  const api = await startApiProcess(env);
  const advertisers = base.advertiser_ids.trimEnd().split('\n').slice(1);
  const ofCallers = createChances(seed + 1);
  const load = new ApiLoad(api.port, CALLERS, () => {
    const dated = ofCallers.between(0, 2) === 0 ? '' : `?date=${ofCallers.pick(calendar.dates)}`;
    return `/recommendations/${ofCallers.pick(advertisers)}/TopProducts${dated}`;
  });

  const kills = new Map<string, number>();
  const kill = async (part: KillablePart, awayMs: number) => {
    kills.set(part.name, (kills.get(part.name) ?? 0) + 1);
    say(`${part.name} killed for ${String(awayMs / 1000)} s`);
    await part.killFor(awayMs);
  };
  let backfills = 0;
  const actions: (() => Promise<unknown>)[] = [
    ...Array<() => Promise<void>>(5).fill(() => kill(pick(workers), between(0, 4) * 1_000)),
    ...Array<() => Promise<void>>(2).fill(() => kill(postgres, between(1, 6) * 1_000)),
    ...Array<() => Promise<void>>(2).fill(() => kill(temporal, between(2, 10) * 1_000)),
    ...Array<() => Promise<void>>(4).fill(() => inputs.addLate(lake, lateDay(calendar), chances)),
    // An operator runs stale dates again; an open date or an unreachable server may refuse this.
    async () => {
      const { code } = await command('backfill', '--only', 'stale', '--yes');
      if (code === 0) backfills++;
    },
  ];
  while (Date.now() < calendar.dueAt(DAYS - 1) - DAY_MS / 2) {
    await sleep(between(2_000, 8_000));
    await pick(actions)();
  }
  say('no more kills');

  const missing = await settle(db, calendar);
  await untilClosed(command, calendar);
  expect(await command('count')).toMatchObject({ code: 0 });
  const stale = await command('backfill', '--only', 'stale', '--yes');
  await load.stop();
  const differing: string[] = [];
  for (const date of calendar.dates) {
    const expected = referenceLists(inputs.logsOf(), date);
    if (JSON.stringify(await publishedRows(db, date)) !== JSON.stringify(expected)) differing.push(date);
  }
  const published = (await findPublishedDates(db, ...ANY)).map(({ date }) => date);
  const runs = await db.selectFrom('runs').select(['run_id', 'status', 'inputs']).execute();
  const mixtures = mixturesAmong(load, inputs, runs);
  const { findings } = await askDoctor(command);
  const figures = {
    minutes,
    seed,
    kills: Object.fromEntries(kills),
    workersEndedByThemselves: workers.reduce((sum, { endedByItself }) => sum + endedByItself, 0),
    dates: published.length,
    datesOfTheCalendar: DAYS,
    datesMissingBeforeAnyHand: missing,
    runs: runs.length,
    runsByStatus: countBy(runs.map(({ status }) => status)),
    lateObjects: inputs.lateObjects,
    backfillsMeanwhile: backfills,
    staleAtTheEnd: stale.code,
    answers: Object.fromEntries(load.statuses),
    publicationsSeen: new Set([...load.seen.values()].map(({ runId }) => runId)).size,
    listsChecked: load.seen.size,
    faultsOfTheApi: [...load.faults, ...mixtures],
    datesThatDiffer: differing,
    calendarFindings: findings.filter(({ check }) => check === 'calendar').map(({ message }) => message),
  };
  writeFileSync(report, JSON.stringify(figures, null, 2));
  await Promise.all(workers.map((worker) => worker.stop()));
  await api.stop();
  await db.destroy();
  await temporal.stop();
  await postgres.stop();
  calendar.remove();
  remove();
  rmSync(folder, { recursive: true, force: true });

  expect(figures).toMatchObject({
    dates: DAYS,
    datesMissingBeforeAnyHand: [],
    staleAtTheEnd: 0,
    faultsOfTheApi: [],
    datesThatDiffer: [],
    calendarFindings: [],
  });
  expect(published).toEqual(calendar.dates);
});

/** A day that has been published already, as a rule. */
function lateDay({ dates, dueAt }: ShortDays): string {
  const due = dates.filter((_, i) => dueAt(i) <= Date.now());
  return due.length === 0 ? dates[0]! : pick(due);
}

/** Waits until the last date was due and every date is published by itself; returns those that are not, for too long. */
async function settle(db: Kysely<Database>, calendar: ShortDays): Promise<string[]> {
  await calendar.pass(DAYS - 1, 0);
  const until = Date.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const published = new Set((await findPublishedDates(db, ...ANY)).map(({ date }) => date));
    const missing = calendar.dates.filter((date) => !published.has(date));
    if (missing.length === 0 || Date.now() > until) return missing;
    await sleep(1_000);
  }
}

/** Waits until no run is open: runs of an interrupted backfill continue without it. */
async function untilClosed(
  command: (...args: string[]) => ReturnType<typeof adtech>,
  { dates }: ShortDays,
): Promise<void> {
  const until = Date.now() + SETTLE_WITHIN_MS;
  while (Date.now() < until) {
    await sleep(1_000);
    const { code, stdout } = await command('status', '--from', FIRST, '--to', dates.at(-1)!, '--json');
    if (code === null || stdout === '') continue;
    const told = JSON.parse(stdout) as { dates: { state: string }[] };
    if (told.dates.every(({ state }) => state !== 'running')) return;
  }
}

/** Lists that callers saw and that differ from the lists of the run whose id they had, over the objects that this run read. */
function mixturesAmong(
  load: ApiLoad,
  inputs: SoakInputs,
  runs: readonly { run_id: string; inputs: readonly { key: string }[] | null }[],
): string[] {
  const keysOf = new Map(runs.map((run) => [run.run_id, run.inputs?.map(({ key }) => key)]));
  const references = new Map<string, ReturnType<typeof referenceLists>>();
  const wrong: string[] = [];
  for (const { advertiser, date, runId, entries } of load.seen.values()) {
    const keys = keysOf.get(runId);
    if (keys === undefined) {
      wrong.push(`a list of a run that is not recorded: ${runId}`);
      continue;
    }
    const reference = references.get(runId) ?? referenceLists(inputs.logsOf(keys), date);
    references.set(runId, reference);
    const expected = reference.topProducts
      .filter(([owner]) => owner === advertiser)
      .map(([, rank, product, views]) => [rank, product, views]);
    if (JSON.stringify(expected) !== JSON.stringify(entries))
      wrong.push(`not the list of run ${runId} for ${advertiser} on ${date}`);
  }
  return wrong.slice(0, 20);
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
