"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dataCommand = dataCommand;
const date_ranges_1 = require("../../domain/date-ranges");
const logs_1 = require("../../domain/logs");
const record_validation_1 = require("../../domain/record-validation");
const command_1 = require("../command");
const read_logs_1 = require("../data-check/read-logs");
const exit_codes_1 = require("../exit-codes");
const output_1 = require("../output");
const services_1 = require("../services");
/** Characters of a rejected row that are shown. */
const SHOWN_CHARACTERS = 80;
/** Days out of line that are listed. */
const SHOWN_VOLUMES = 10;
/** `adtech data check` */
function dataCommand(onExit) {
    const data = (0, command_1.command)('data', 'the logs in the lake');
    data
        .command('check')
        .description('read every log as a run would, and say what is in it; runs nothing, and writes nothing to the lake')
        .option(...command_1.JSON_OPTION)
        .addHelpText('after', '\nNeeds neither Temporal nor Postgres. Ends with 1 when a run over these logs would fail.')
        .action((0, command_1.handler)(onExit, check));
    return data;
}
async function check({ settings, home, out, stop }) {
    const lakeUrl = settings.lakeUrl ?? home.lakeUrl;
    const report = await (0, read_logs_1.readLogs)(lakeUrl, (0, services_1.lakeOptions)(settings), {
        maxRejectedFraction: settings.maxRejectedFraction,
        signal: stop,
        onProgress: ({ objects, objectsRead, bytes, bytesRead }) => {
            const share = (0, output_1.bar)(bytesRead / Math.max(1, bytes));
            const megabytes = [bytesRead, bytes].map((count) => english(count / 1e6)).join(' of ');
            out.progress(`${share} ${megabytes} MB, ${String(objectsRead)} of ${String(objects)} objects`);
        },
    }).catch((error) => {
        if (!stop.aborted)
            throw error;
        return undefined;
    });
    if (report === undefined) {
        out.warn('stopped before all logs were read; the lake is as it was');
        return exit_codes_1.EXIT.partlyDone;
    }
    const fails = (0, read_logs_1.wouldFail)(report);
    out.report({ would_fail: fails, ...report }, () => {
        print(out, report, fails);
    });
    return fails ? exit_codes_1.EXIT.failed : exit_codes_1.EXIT.done;
}
function print(out, report, fails) {
    out.line(report.lake);
    out.table(['object', 'rows', 'rejected', 'first day', 'last day'], report.objects.map((one) => [
        one.key,
        english(one.rows),
        english(one.rejected),
        one.first_day ?? '',
        one.last_day ?? '',
    ]));
    for (const object of report.objects)
        printRejects(out, object);
    for (const fault of report.faults)
        out.warn(fault);
    for (const { key, fault } of report.objects)
        if (fault !== null)
            out.warn(`${key}: ${fault}`);
    printDays(out, report);
    printAdvertisers(out, report);
    out.line();
    if (fails)
        out.warn('a run over these logs would fail: mend what is named above');
    else
        out.done('a run over these logs would publish');
}
function printRejects(out, { key, rejects, first_rejects: rows }) {
    for (const reason of record_validation_1.REJECT_REASONS) {
        const count = rejects[reason];
        if (count === undefined)
            continue;
        out.warn(`${key}: ${english(count)} rejected, ${reason}`);
        for (const row of rows) {
            if (row.reason === reason)
                out.line(`    line ${english(row.line)}: ${shortened(row.text)}`);
        }
    }
}
function printDays(out, report) {
    const { days, days_without_rows: gaps, unusual_volumes: unusual } = report;
    out.line(`${String(days.length)} days with rows: ${(0, date_ranges_1.describeDays)(days.map(({ date }) => date))}`);
    if (gaps.length > 0)
        out.warn(`days without any row in between: ${(0, date_ranges_1.describeDays)(gaps)}`);
    for (const { date, counter, value, usual } of unusual.slice(0, SHOWN_VOLUMES)) {
        out.warn(`${date}: ${english(value)} ${logs_1.COUNTER_WORDS[counter]}, the days before had ${english(usual)} (median)`);
    }
    if (unusual.length > SHOWN_VOLUMES)
        out.warn(`and ${String(unusual.length - SHOWN_VOLUMES)} more days out of line`);
}
function printAdvertisers(out, report) {
    const { advertisers_without_rows: silent, clicks_without_impressions: clicked } = report;
    out.line(`${english(report.active_advertisers)} active advertisers, with ${english(report.rows_of_active_advertisers)} well-formed rows`);
    if (silent.count > 0) {
        out.warn(`${english(silent.count)} active advertisers without rows: ${named(silent.first, silent.count)}`);
    }
    if (clicked.count > 0) {
        const products = clicked.first.map(({ advertiser_id, product_id, clicks }) => `${advertiser_id}/${product_id} (${english(clicks)})`);
        out.warn(`${english(clicked.count)} products with clicks and no impression: ${named(products, clicked.count)}`);
    }
    if (report.ctr_above_1 > 0) {
        out.warn(`${english(report.ctr_above_1)} products with more clicks than impressions`);
    }
}
function shortened(text) {
    return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
function named(first, count) {
    return `${first.join(', ')}${count > first.length ? ` and ${english(count - first.length)} more` : ''}`;
}
function english(count) {
    return Math.round(count).toLocaleString('en');
}
//# sourceMappingURL=data.js.map