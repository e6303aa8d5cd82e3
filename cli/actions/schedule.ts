import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { describeDays } from '../../domain/date-ranges';
import { describePeriod, dueDates, isOver } from '../../domain/due-dates';
import type { CalendarDay } from '../../domain/execution-date';
import { describePauseCost, pauseCost } from '../../domain/pause-cost';
import { SCHEDULE_ID } from '../../temporal/names/run-identity';
import { registerSearchAttributes } from '../../temporal/search-attributes';
import { createRunStarter } from '../../temporal/runs';
import {
  applySchedule,
  differencesFrom,
  findSchedule,
  pauseSchedule,
  resumeSchedule,
} from '../../temporal/schedule';
import { connectClient } from '../../temporal/connect';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { mayRun } from '../may-run';
import { findMissingDates } from '../missing-dates';
import type { Output } from '../output';
import { withDatabase, withServices } from '../services';
import type { Services } from '../services';

/** The options of `adtech schedule apply`. */
export interface ApplyOptions {
  readonly backfill: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The options of `adtech schedule pause` and `adtech schedule resume`. */
export interface NoteOptions {
  readonly note: string;
  readonly json?: boolean;
}

/** Starts the run of every date that is due, not published and not open; returns these dates. */
async function startMissingDates(
  { client, db, startDate, endDate }: Services,
  { out, stop }: CommandContext,
  { yes }: ApplyOptions,
): Promise<CalendarDay[]> {
  const started: CalendarDay[] = [];
  const missing = await findMissingDates(db, dueDates({ startDate, endDate }, new Date()));
  if (yes !== true && !(await mayRun(missing, out, stop))) {
    out.warn('no date was started');
    return [];
  }
  const startRun = createRunStarter(client);
  for (const date of missing) {
    const run = await startRun(date, { startedBy: 'catch-up' });
    if (run.outcome === 'started') started.push(date);
  }
  return started;
}

/** What `adtech schedule apply` does. */
export async function apply(
  context: CommandContext,
  addresses: Addresses,
  options: ApplyOptions,
): Promise<ExitCode> {
  const { settings, out } = context;
  return withServices(settings, addresses, async (services) => {
    // Before any run begins: a run that began without a search attribute never gets it.
    const columns = await registerSearchAttributes(
      services.client,
      addresses.temporal.connectionOptions.address ?? '',
    );
    const applied = await applySchedule(services.client, services);
    const { outcome, differences, pausedWith } = applied;
    const started = options.backfill ? await startMissingDates(services, context, options) : [];
    const list_columns = { added: columns.added, fault: columns.fault ?? null };
    const pause = { paused: pausedWith !== undefined, note: pausedWith ?? null };
    out.report({ schedule_id: SCHEDULE_ID, outcome, differences, ...pause, list_columns, started }, () => {
      out.done(`schedule ${SCHEDULE_ID} ${outcome}, ${describePeriod(services)}`);
      for (const difference of differences) out.line(`  ${difference}`);
      if (pausedWith !== undefined) {
        out.warn(`it is paused (${pausedWith}), and stays so; \`npx adtech schedule resume\` ends that`);
      }
      if (columns.added.length > 0)
        out.line(`  columns of the Web UI registered: ${columns.added.join(', ')}`);
      if (columns.fault !== undefined) out.warn(columns.fault);
      if (started.length > 0) {
        out.line(
          `started ${String(started.length)} missing dates, ${started[0] ?? ''} to ${started.at(-1) ?? ''}; \`npx adtech status\` shows them`,
        );
      }
    });
    return EXIT.done;
  });
}

/** What `adtech schedule describe` does. */
export async function describe({ out }: CommandContext, addresses: Addresses): Promise<ExitCode> {
  return withClient(addresses.temporal, async (client) => {
    const found = await findSchedule(client);
    const over = isOver(addresses, new Date());
    if (found === undefined) {
      out.report({ schedule_id: SCHEDULE_ID, exists: false }, () => {
        // Temporal removes a schedule some days after its last action.
        if (over) {
          out.line(`no schedule ${SCHEDULE_ID}, and none is needed: no date falls due after END_DATE`);
          return;
        }
        out.warn(`no schedule ${SCHEDULE_ID}; make it with \`npx adtech schedule apply\``);
      });
      return over ? EXIT.done : EXIT.failed;
    }
    const differences = differencesFrom(addresses, found);
    const next = found.info.nextActionTimes.slice(0, 3).map((time) => time.toISOString());
    const { paused, note } = found.state;
    const { numActionsTaken, numActionsMissedCatchupWindow, numActionsSkippedOverlap } = found.info;
    const unpublished = await findUnpublished(addresses);
    const report = {
      schedule_id: SCHEDULE_ID,
      exists: true,
      paused,
      note: note ?? null,
      next_times: next,
      differences,
      runs_started: numActionsTaken,
      missed_catchup_window: numActionsMissedCatchupWindow,
      skipped_overlap: numActionsSkippedOverlap,
      ...reportCost(addresses, unpublished),
    };
    out.report(report, () => {
      out.line(
        `${SCHEDULE_ID}: ${paused ? `paused (${note ?? ''})` : 'active'}, next ${next.join(', ') || 'none'}`,
      );
      out.line(
        `dates it has started by itself: ${String(numActionsTaken)}, missed: ${String(numActionsMissedCatchupWindow)}, skipped: ${String(numActionsSkippedOverlap)}`,
      );
      for (const difference of differences) out.warn(difference);
      if (differences.length > 0) out.line('`npx adtech schedule apply` corrects this');
      if (paused && !over) {
        out.warn('paused: dates that fall due are lost; `npx adtech schedule resume` ends that');
      }
      out.line(describePauseCost(new Date(), addresses.endDate));
      printUnpublished(out, unpublished);
    });
    return EXIT.done;
  });
}

/** What `adtech schedule pause` does. */
export async function pause(
  { out }: CommandContext,
  addresses: Addresses,
  { note }: NoteOptions,
): Promise<ExitCode> {
  return change(addresses, async (client, unpublished) => {
    await pauseSchedule(client, note);
    out.report(
      { schedule_id: SCHEDULE_ID, paused: true, note, ...reportCost(addresses, unpublished) },
      () => {
        out.done(`paused (${note})`);
        out.line(describePauseCost(new Date(), addresses.endDate));
        out.line(
          'Resuming does not catch them up: `npx adtech schedule resume`, then `npx adtech backfill --only missing`',
        );
        printUnpublished(out, unpublished);
      },
    );
  });
}

/** What `adtech schedule resume` does. */
export async function resume(
  { out }: CommandContext,
  addresses: Addresses,
  { note }: NoteOptions,
): Promise<ExitCode> {
  return change(addresses, async (client, unpublished) => {
    await resumeSchedule(client, note);
    out.report(
      { schedule_id: SCHEDULE_ID, paused: false, note, ...reportCost(addresses, unpublished) },
      () => {
        out.done(`resumed (${note})`);
        printUnpublished(out, unpublished);
      },
    );
  });
}

/** The due dates that are not published; undefined if the database does not answer. */
async function findUnpublished(addresses: Addresses): Promise<readonly CalendarDay[] | undefined> {
  try {
    const due = dueDates(addresses, new Date());
    return await withDatabase(addresses, (db) => findMissingDates(db, due));
  } catch {
    // The schedule is in Temporal only: an unreachable database must not prevent a pause.
    return undefined;
  }
}

function reportCost({ endDate }: Addresses, unpublished: readonly CalendarDay[] | undefined): object {
  const { dates, freeUntil } = pauseCost(new Date(), endDate);
  return {
    unpublished_dates: unpublished ?? null,
    pause: { free_until: freeUntil?.toISOString() ?? null, loses_dates: dates },
  };
}

function printUnpublished(out: Output, unpublished: readonly CalendarDay[] | undefined): void {
  if (unpublished === undefined) {
    out.warn('the database does not answer, so it is not known which dates are missing; `npx adtech doctor`');
    return;
  }
  const [first, last] = [unpublished[0], unpublished.at(-1)];
  if (first === undefined || last === undefined) {
    out.line('Every date due is published');
    return;
  }
  out.warn(
    `due and not published: ${describeDays(unpublished)}; \`npx adtech backfill --from ${first} --to ${last} --only missing\` runs them`,
  );
}

async function change(
  addresses: Addresses,
  act: (client: Client, unpublished: readonly CalendarDay[] | undefined) => Promise<void>,
): Promise<ExitCode> {
  return withClient(addresses.temporal, async (client) => {
    try {
      await act(client, await findUnpublished(addresses));
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      throw new Error(`no schedule ${SCHEDULE_ID}; make it with \`npx adtech schedule apply\``, {
        cause: error,
      });
    }
  });
}

async function withClient<Result>(
  temporal: Parameters<typeof connectClient>[0],
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connectClient(temporal);
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}
