import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { lastDueDate } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { SCHEDULE_ID } from '../../domain/run-identity';
import { startRun } from '../../temporal/runs';
import {
  applySchedule,
  differencesFrom,
  findSchedule,
  pauseSchedule,
  resumeSchedule,
} from '../../temporal/schedule';
import { connectClient } from '../../temporal/connect';
import { command, handler, JSON_OPTION } from '../command';
import type { CommandContext, OnExit } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { findMissingDates } from '../missing-dates';
import { resolveAddresses, withServices } from '../services';
import type { Services } from '../services';

/** `adtech schedule apply | describe | pause | resume` */
export function scheduleCommand(onExit: OnExit): Command {
  const schedule = command('schedule', 'the daily schedule: apply, describe, pause, resume');
  schedule
    .command('apply')
    .description(
      'make the schedule what START_DATE and this version say, and start every due date that is not published',
    )
    .option('--no-backfill', 'leave the missing dates alone')
    .option(...JSON_OPTION)
    .action(handler<{ backfill: boolean; json?: boolean }>(onExit, apply));
  schedule
    .command('describe')
    .description('show the schedule, and what of it is not as specified')
    .option(...JSON_OPTION)
    .action(handler(onExit, describe));
  schedule
    .command('pause')
    .description('start no more dates; those that fall due meanwhile are not caught up by resume')
    .option('--note <text>', 'why, for whoever finds it paused', 'paused with adtech')
    .action(handler<{ note: string; json?: boolean }>(onExit, pause));
  schedule
    .command('resume')
    .description('start dates again; fill the gap with `adtech backfill --only missing`')
    .option('--note <text>', 'why', 'resumed with adtech')
    .action(handler<{ note: string; json?: boolean }>(onExit, resume));
  return schedule;
}

/** Starts the run of every date that is due, not published and not open; returns those dates. */
export async function startMissingDates(
  { client, db, startDate }: Services,
  lastDate: CalendarDay,
): Promise<CalendarDay[]> {
  const started: CalendarDay[] = [];
  for (const date of await findMissingDates(db, startDate, lastDate)) {
    const run = await startRun(client, date);
    if (run.outcome === 'started') started.push(date);
  }
  return started;
}

async function apply(
  { settings, home, out }: CommandContext,
  options: { backfill: boolean },
): Promise<ExitCode> {
  return withServices(settings, resolveAddresses(settings, home), async (services) => {
    const { outcome, differences } = await applySchedule(services.client, services.startDate);
    const started = options.backfill ? await startMissingDates(services, lastDueDate(new Date())) : [];
    out.report({ schedule_id: SCHEDULE_ID, outcome, differences, started }, () => {
      out.done(`schedule ${SCHEDULE_ID} ${outcome}, from ${services.startDate} on`);
      for (const difference of differences) out.line(`  ${difference}`);
      if (started.length > 0) {
        out.line(
          `started ${String(started.length)} missing dates, ${started[0] ?? ''} to ${started.at(-1) ?? ''}; \`npx adtech status\` shows them`,
        );
      }
    });
    return EXIT.done;
  });
}

async function describe({ settings, home, out }: CommandContext): Promise<ExitCode> {
  const addresses = resolveAddresses(settings, home);
  return withClient(addresses.temporal, async (client) => {
    const found = await findSchedule(client);
    if (found === undefined) {
      out.report({ schedule_id: SCHEDULE_ID, exists: false }, () => {
        out.warn(`no schedule ${SCHEDULE_ID}; make it with \`npx adtech schedule apply\``);
      });
      return EXIT.failed;
    }
    const differences = differencesFrom(addresses.startDate, found);
    const next = found.info.nextActionTimes.slice(0, 3).map((time) => time.toISOString());
    const { paused, note } = found.state;
    const { numActionsTaken, numActionsMissedCatchupWindow, numActionsSkippedOverlap } = found.info;
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
    };
    out.report(report, () => {
      out.line(`${SCHEDULE_ID}: ${paused ? `paused (${note ?? ''})` : 'active'}, next ${next.join(', ')}`);
      out.line(
        `dates it has started by itself: ${String(numActionsTaken)}, missed: ${String(numActionsMissedCatchupWindow)}, skipped: ${String(numActionsSkippedOverlap)}`,
      );
      for (const difference of differences) out.warn(difference);
      if (differences.length > 0) out.line('`npx adtech schedule apply` mends this');
    });
    return EXIT.done;
  });
}

async function pause({ settings, home, out }: CommandContext, { note }: { note: string }): Promise<ExitCode> {
  return change({ settings, home }, async (client) => {
    await pauseSchedule(client, note);
    out.done(
      'paused; dates that fall due from now on are not caught up by resume, but by `npx adtech backfill --only missing`',
    );
  });
}

async function resume(
  { settings, home, out }: CommandContext,
  { note }: { note: string },
): Promise<ExitCode> {
  return change({ settings, home }, async (client) => {
    await resumeSchedule(client, note);
    out.done('resumed; fill what fell due meanwhile with `npx adtech backfill --only missing`');
  });
}

async function change(
  { settings, home }: Pick<CommandContext, 'settings' | 'home'>,
  act: (client: Client) => Promise<void>,
): Promise<ExitCode> {
  const { temporal } = resolveAddresses(settings, home);
  return withClient(temporal, async (client) => {
    try {
      await act(client);
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
