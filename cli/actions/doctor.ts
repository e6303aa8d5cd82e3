import type { CommandContext } from '../command';
import { examine } from '../doctor/examine';
import { CHECKS } from '../doctor/finding';
import type { CheckName, CheckReport, Finding } from '../doctor/finding';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Output } from '../output';

/** A known finding that is not reported: of a check, or of one of its dates. */
export interface Ignored {
  readonly check: CheckName;
  readonly date: string | undefined;
}

/** The options of `adtech doctor`. */
export interface DoctorOptions {
  readonly ignore?: readonly Ignored[];
  readonly openMinutes: number;
  readonly json?: boolean;
}

/** What `adtech doctor` does. */
export async function doctor(
  { home, out, stop }: Omit<CommandContext, 'settings'>,
  options: DoctorOptions,
): Promise<ExitCode> {
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
}

type NamedFinding = Finding & { readonly check: CheckName };

/** Separates the reports into findings to report and known findings. */
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
      // Not wrapped, so that it can be copied.
      if (mends !== null) out.line(`    ${bold(mends)}`);
    }
    for (const note of notes) out.indented(note, dim);
  }
  out.line();
  const known = ignored === 0 ? '' : ` (${String(ignored)} ignored)`;
  if (told.length === 0) out.done(`nothing is missing or wrong${known}`);
  else out.warn(`${String(told.length)} ${told.length === 1 ? 'finding' : 'findings'}${known}`);
}
