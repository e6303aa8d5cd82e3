import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { isCalendarDay } from '../../domain/execution-date';
import { command, countArgument, JSON_OPTION, unsettledHandler } from '../command';
import type { OnExit } from '../command';
import { examine } from '../doctor/examine';
import { CHECKS } from '../doctor/finding';
import type { CheckName, CheckReport, Finding } from '../doctor/finding';
import { EXIT } from '../exit-codes';
import type { Output } from '../output';

const DEFAULT_OPEN_MINUTES = 60;
const MAX_OPEN_MINUTES = 24 * 60;

/** What is known and is not to be told: a check, or one of its dates. */
interface Ignored {
  readonly check: CheckName;
  readonly date: string | undefined;
}

interface DoctorOptions {
  readonly ignore?: readonly Ignored[];
  readonly openMinutes: number;
  readonly json?: boolean;
}

/** `adtech doctor` */
export function doctorCommand(onExit: OnExit): Command {
  return command(
    'doctor',
    'say by name what is missing or wrong, and what mends it; ends with 1 if anything is',
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
      unsettledHandler<DoctorOptions>(onExit, async ({ home, out, stop }, options) => {
        const now = new Date();
        const reports = await examine(home, {
          now,
          maxOpenMinutes: options.openMinutes,
          signal: stop,
          tell: (line) => {
            out.aside(line);
          },
        });
        const { told, ignored } = sortOut(reports, options.ignore ?? []);
        const healthy = told.length === 0;
        const report = {
          healthy,
          checked_at: now.toISOString(),
          checks: reports.map(({ check, state, summary, notes }) => ({ check, state, summary, notes })),
          findings: told,
          ignored,
        };
        out.report(report, () => {
          print(out, reports, told, ignored.length);
        });
        return healthy ? EXIT.done : EXIT.failed;
      }),
    );
}

type NamedFinding = Finding & { readonly check: CheckName };

/** What is to be told, and what is known. */
function sortOut(
  reports: readonly CheckReport[],
  ignore: readonly Ignored[],
): { told: NamedFinding[]; ignored: NamedFinding[] } {
  const all = reports.flatMap(({ check, findings }) => findings.map((one) => ({ check, ...one })));
  const isIgnored = ({ check, dates }: NamedFinding) => {
    const own = ignore.filter((one) => one.check === check);
    if (own.some(({ date }) => date === undefined)) return true;
    return dates.length > 0 && dates.every((day) => own.some(({ date }) => date === day));
  };
  return { told: all.filter((one) => !isIgnored(one)), ignored: all.filter(isIgnored) };
}

function print(
  out: Output,
  reports: readonly CheckReport[],
  told: readonly NamedFinding[],
  ignored: number,
): void {
  const { green, red, dim, bold } = out.colours;
  const width = Math.max(...CHECKS.map(({ length }) => length));
  for (const { check, state, summary, notes } of reports) {
    const findings = told.filter((one) => one.check === check);
    const mark = findings.length > 0 ? red('✗') : state === 'skipped' ? dim('-') : green('✓');
    out.line(`${mark} ${check.padEnd(width)}  ${state === 'skipped' ? dim(summary) : summary}`);
    for (const { message, remedy, command: mends } of findings) {
      out.indented(message);
      if (remedy !== null) out.indented(`${remedy}${mends === null ? '' : '; then:'}`, dim);
      // Whole, to be copied.
      if (mends !== null) out.line(`    ${bold(mends)}`);
    }
    for (const note of notes) out.indented(note, dim);
  }
  out.line();
  const known = ignored === 0 ? '' : ` (${String(ignored)} ignored)`;
  if (told.length === 0) out.done(`nothing is missing or wrong${known}`);
  else out.warn(`${String(told.length)} ${told.length === 1 ? 'finding' : 'findings'}${known}`);
}

/** Parses one thing to be ignored, and adds it to those before. */
function ignoreArgument(text: string, before: readonly Ignored[] | undefined): readonly Ignored[] {
  const [name, date, ...rest] = text.split('@');
  const check = CHECKS.find((one) => one === name);
  if (check === undefined || rest.length > 0 || (date !== undefined && !isCalendarDay(date))) {
    throw new InvalidArgumentError(`must be one of ${CHECKS.join(', ')}, or such a name with @YYYY-MM-DD.`);
  }
  return [...(before ?? []), { check, date }];
}
