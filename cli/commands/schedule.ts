import type { Command } from 'commander';
import type { ApplyOptions, NoteOptions } from '../actions/schedule';
import { resolveAddresses } from '../addresses';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { ASK_UP_ABOVE_DATES } from '../defaults';
import { UsageError } from '../exit-codes';

/** `adtech schedule apply | describe | pause | resume` */
export function scheduleCommand(onExit: OnExit): Command {
  const schedule = command('schedule', 'the daily schedule: apply, describe, pause, resume');
  schedule
    .command('apply')
    .description(
      'make the schedule what START_DATE and this version say, and start every due date that is not published',
    )
    .option('--no-backfill', 'leave the missing dates alone')
    .option('--yes', `start more than ${String(ASK_UP_ABOVE_DATES)} dates without asking`)
    .option(...JSON_OPTION)
    .action(
      handler<ApplyOptions>(onExit, async (context, options) => {
        const addresses = resolveAddresses(context.settings, context.home);
        const { apply } = await import('../actions/schedule.js');
        return apply(context, addresses, options);
      }),
    );
  schedule
    .command('describe')
    .description('show the schedule, what of it is not as specified, and what a pause costs')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async (context) => {
        const addresses = resolveAddresses(context.settings, context.home);
        const { describe } = await import('../actions/schedule.js');
        return describe(context, addresses);
      }),
    );
  schedule
    .command('pause')
    .description('start no more dates, and say which ones that costs: resume does not catch them up')
    .option('--note <text>', 'why, for people who find it paused', 'paused with adtech')
    .option(...JSON_OPTION)
    .action(
      handler<NoteOptions>(onExit, async (context, options) => {
        assertNote(options.note);
        const addresses = resolveAddresses(context.settings, context.home);
        const { pause } = await import('../actions/schedule.js');
        return pause(context, addresses, options);
      }),
    );
  schedule
    .command('resume')
    .description('start dates again, and name those to be filled with `adtech backfill --only missing`')
    .option('--note <text>', 'why', 'resumed with adtech')
    .option(...JSON_OPTION)
    .action(
      handler<NoteOptions>(onExit, async (context, options) => {
        assertNote(options.note);
        const addresses = resolveAddresses(context.settings, context.home);
        const { resume } = await import('../actions/schedule.js');
        return resume(context, addresses, options);
      }),
    );
  return schedule;
}

/** Throws for an empty note, which the server would ignore. */
function assertNote(note: string): void {
  if (note.trim() === '') throw new UsageError('--note: say why, for those who find the schedule so');
}
