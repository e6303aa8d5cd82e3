import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { isCalendarDay } from '../../domain/execution-date';
import type { DoctorOptions, Ignored } from '../actions/doctor';
import { command, countArgument, JSON_OPTION, unsettledHandler } from '../command';
import type { OnExit } from '../command';
import { CHECKS } from '../doctor/finding';

const DEFAULT_OPEN_MINUTES = 60;
const MAX_OPEN_MINUTES = 24 * 60;

/** `adtech doctor` */
export function doctorCommand(onExit: OnExit): Command {
  return command(
    'doctor',
    'say by name what is missing or wrong, and what corrects it; ends with 1 if anything is',
  )
    .option(
      '--ignore <what...>',
      'findings that are known: a check, or one of its dates, as in volume@2026-11-22',
      ignoreArgument,
    )
    .option(
      '--open-minutes <n>',
      'how long a run may be open before it counts as one that does not end',
      countArgument(0, MAX_OPEN_MINUTES),
      DEFAULT_OPEN_MINUTES,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `\nChecks, in this order: ${CHECKS.join(', ')}. Nothing is changed; in a bucket a small object is written and removed again.`,
    )
    .action(
      unsettledHandler<DoctorOptions>(onExit, async (context, options) =>
        (await import('../actions/doctor.js')).doctor(context, options),
      ),
    );
}

/** Parses one item to ignore, and adds it to the earlier ones. */
function ignoreArgument(text: string, before: readonly Ignored[] | undefined): readonly Ignored[] {
  const [name, date, ...rest] = text.split('@');
  const check = CHECKS.find((one) => one === name);
  if (check === undefined || rest.length > 0 || (date !== undefined && !isCalendarDay(date))) {
    throw new InvalidArgumentError(`must be one of ${CHECKS.join(', ')}, or such a name with @YYYY-MM-DD.`);
  }
  return [...(before ?? []), { check, date }];
}
