"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.HEADINGS = void 0;
exports.describeSurroundings = describeSurroundings;
exports.cellsOf = cellsOf;
exports.alignedLines = alignedLines;
exports.terminalTable = terminalTable;
exports.jsonReport = jsonReport;
exports.jsonText = jsonText;
const node_os_1 = require("node:os");
const execution_date_1 = require("../domain/execution-date");
const row_1 = require("./row");
const BYTES_PER_GB = 1e9;
/** Describes this machine and the versions at hand. */
function describeSurroundings(command, versions, now) {
    const model = (0, node_os_1.cpus)()[0]?.model.trim() ?? 'unknown CPU';
    const memoryGb = Math.round((0, node_os_1.totalmem)() / BYTES_PER_GB);
    const peers = [...versions].map(([name, version]) => `${name} ${version}`);
    return {
        date: (0, execution_date_1.utcDay)(now),
        machine: `${model}, ${(0, node_os_1.availableParallelism)()} cores, ${memoryGb} GB of memory, ${(0, node_os_1.type)()}`,
        software: [`Node ${process.versions.node}`, ...peers].join(', '),
        command,
    };
}
/** The headings of the report. */
exports.HEADINGS = ['measure', 'size', 'who', 'wall', 'CPU', 'peak', 'ratio', 'goal', 'met', 'notes'];
/** The cells of a row, under `HEADINGS`. */
function cellsOf(row) {
    const cpu = row.cpuSeconds.length === 0 ? '' : `${seconds((0, row_1.median)(row.cpuSeconds))} s`;
    const peak = row.peakMb.length === 0 ? '' : `${Math.round((0, row_1.median)(row.peakMb)).toLocaleString('en')} MB`;
    return [
        row.measure,
        row.size,
        row.who,
        wallText(row.wallSeconds),
        cpu,
        peak,
        row.ratio === undefined ? '' : `${row.ratio.value.toPrecision(3)} × ${row.ratio.to}`,
        row.goal?.text ?? '',
        row.goal === undefined ? '' : row.goal.isMet ? 'yes' : 'no',
        [row.note, cpuText(row)].filter((text) => text !== undefined && text !== '').join('; '),
    ];
}
/** Rows in columns of equal width, parted as `separator` says. */
function alignedLines(rows, separator) {
    const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
    return rows.map((row) => separator.left +
        row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(separator.between) +
        separator.right);
}
/** The report as a table for a terminal. */
function terminalTable(rows) {
    const lines = alignedLines([exports.HEADINGS, ...rows.map(cellsOf)], { left: '', between: '  ', right: '' });
    return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
/** The report as a JSON document; times are rounded to 1 ms. @param api findings about the API, if any */
function jsonReport(rows, notes, where, api) {
    const report = {
        ...where,
        notes,
        rows: rows.map((row) => ({
            ...{ measure: row.measure, size: row.size, who: row.who },
            ...{ wall_seconds: row.wallSeconds, cpu_seconds: row.cpuSeconds, cpu_parts: row.cpuParts },
            peak_mb: row.peakMb,
            ratio: row.ratio?.value,
            ratio_to: row.ratio?.to,
            goal: row.goal?.text,
            goal_met: row.goal?.isMet,
            note: row.note,
        })),
    };
    return jsonText(api === undefined ? report : { ...report, api });
}
/** A JSON document with numbers rounded to three decimals. */
function jsonText(document) {
    const round = (_name, value) => typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
    return `${JSON.stringify(document, round, 2)}\n`;
}
function wallText(values) {
    if (values.length === 0)
        return '';
    const middle = `${seconds((0, row_1.median)(values))} s`;
    return values.length === 1
        ? middle
        : `${middle} [${seconds(Math.min(...values))}–${seconds(Math.max(...values))}]`;
}
/** Where our CPU seconds went. */
function cpuText({ cpuParts = [] }) {
    if (cpuParts.length === 0)
        return undefined;
    const parts = ['worker', 'temporal', 'postgres', 'command'].map((part) => `${part} ${seconds((0, row_1.median)(cpuParts.map((of) => of[part])))}`);
    return `CPU: ${parts.join(', ')}`;
}
function seconds(value) {
    return value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0);
}
//# sourceMappingURL=report.js.map