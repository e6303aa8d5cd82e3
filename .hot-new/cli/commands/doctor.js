"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.doctorCommand = doctorCommand;
const commander_1 = require("commander");
const execution_date_1 = require("../../domain/execution-date");
const command_1 = require("../command");
const examine_1 = require("../doctor/examine");
const finding_1 = require("../doctor/finding");
const exit_codes_1 = require("../exit-codes");
const DEFAULT_OPEN_MINUTES = 60;
const MAX_OPEN_MINUTES = 24 * 60;
/** `adtech doctor` */
function doctorCommand(onExit) {
    return (0, command_1.command)('doctor', 'say by name what is missing or wrong, and what mends it; ends with 1 if anything is')
        .option('--ignore <what...>', 'findings that are known: a check, or one of its dates, as in volume@2026-11-22', ignoreArgument)
        .option('--open-minutes <n>', 'how long a run may be open before it counts as one that does not end', (0, command_1.countArgument)(0, MAX_OPEN_MINUTES), DEFAULT_OPEN_MINUTES)
        .option(...command_1.JSON_OPTION)
        .addHelpText('after', `\nChecks, in this order: ${finding_1.CHECKS.join(', ')}. Nothing is changed.`)
        .action((0, command_1.unsettledHandler)(onExit, async ({ home, out, stop }, options) => {
        const now = new Date();
        const reports = await (0, examine_1.examine)(home, { now, maxOpenMinutes: options.openMinutes, signal: stop });
        const { told, ignored } = sortOut(reports, options.ignore ?? []);
        const healthy = told.length === 0;
        const report = {
            healthy,
            checked_at: now.toISOString(),
            checks: reports.map(({ check, state, summary }) => ({ check, state, summary })),
            findings: told,
            ignored,
        };
        out.report(report, () => {
            print(out, reports, told, ignored.length);
        });
        return healthy ? exit_codes_1.EXIT.done : exit_codes_1.EXIT.failed;
    }));
}
/** What is to be told, and what is known. */
function sortOut(reports, ignore) {
    const all = reports.flatMap(({ check, findings }) => findings.map((one) => ({ check, ...one })));
    const isIgnored = ({ check, dates }) => {
        const own = ignore.filter((one) => one.check === check);
        if (own.some(({ date }) => date === undefined))
            return true;
        return dates.length > 0 && dates.every((day) => own.some(({ date }) => date === day));
    };
    return { told: all.filter((one) => !isIgnored(one)), ignored: all.filter(isIgnored) };
}
function print(out, reports, told, ignored) {
    const { green, red, dim, bold } = out.colours;
    const width = Math.max(...finding_1.CHECKS.map(({ length }) => length));
    for (const { check, state, summary } of reports) {
        const findings = told.filter((one) => one.check === check);
        const mark = findings.length > 0 ? red('✗') : state === 'skipped' ? dim('-') : green('✓');
        out.line(`${mark} ${check.padEnd(width)}  ${state === 'skipped' ? dim(summary) : summary}`);
        for (const { message, remedy, command: mends } of findings) {
            out.indented(message);
            if (remedy !== null)
                out.indented(`${remedy}${mends === null ? '' : '; then:'}`, dim);
            // Whole, to be copied.
            if (mends !== null)
                out.line(`    ${bold(mends)}`);
        }
    }
    out.line();
    const known = ignored === 0 ? '' : ` (${String(ignored)} ignored)`;
    if (told.length === 0)
        out.done(`nothing is missing or wrong${known}`);
    else
        out.warn(`${String(told.length)} ${told.length === 1 ? 'finding' : 'findings'}${known}`);
}
/** Parses one thing to be ignored, and adds it to those before. */
function ignoreArgument(text, before) {
    const [name, date, ...rest] = text.split('@');
    const check = finding_1.CHECKS.find((one) => one === name);
    if (check === undefined || rest.length > 0 || (date !== undefined && !(0, execution_date_1.isCalendarDay)(date))) {
        throw new commander_1.InvalidArgumentError(`must be one of ${finding_1.CHECKS.join(', ')}, or such a name with @YYYY-MM-DD.`);
    }
    return [...(before ?? []), { check, date }];
}
//# sourceMappingURL=doctor.js.map