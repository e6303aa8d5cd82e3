"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.documentResults = documentResults;
exports.documentProfile = documentProfile;
exports.writeImage = writeImage;
exports.surroundingsLines = surroundingsLines;
exports.markdownTable = markdownTable;
exports.replaceSection = replaceSection;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const bench_1 = require("./bench");
const report_1 = require("./report");
const wall_time_chart_1 = require("./wall-time-chart");
const DOCUMENT = node_path_1.default.join(bench_1.CHECKOUT, 'docs', 'performance.md');
const IMAGES = node_path_1.default.join(bench_1.CHECKOUT, 'docs', 'images');
/** Writes the figures of a whole run into docs/performance.md, and their chart beside it. */
function documentResults(rows, notes, where) {
    writeImage('performance.svg', (0, wall_time_chart_1.drawWallTimes)(rows));
    replaceSection('results', [
        ...surroundingsLines(where),
        ...notes.map((note) => `- ${note}`),
        '',
        '![Wall times of ours and of the peers](images/performance.svg)',
        '',
        ...markdownTable([report_1.HEADINGS, ...rows.map(report_1.cellsOf)]),
    ]);
}
/** Writes where the time goes into docs/performance.md. */
function documentProfile(what, threads, where) {
    replaceSection('profile', [
        ...surroundingsLines(where),
        '',
        `${what}:`,
        '',
        ...markdownTable([
            ['thread', 'self', 'share', 'function'],
            ...threads.flatMap(({ name, functions }) => functions.map(({ label, selfSeconds, share }) => [
                name,
                `${selfSeconds.toFixed(2)} s`,
                `${(share * 100).toFixed(0)} %`,
                `\`${label}\``,
            ])),
        ]),
    ]);
}
/** Writes a picture for docs/performance.md. */
function writeImage(name, svg) {
    (0, node_fs_1.writeFileSync)(node_path_1.default.join(IMAGES, name), svg);
}
/** Where and with what was measured, as a list. */
function surroundingsLines({ date, machine, software, command }) {
    return [`- ${date}, \`${command}\``, `- ${machine}`, `- ${software}`];
}
/** A table with its headings first, as the formatter lays it out. */
function markdownTable([headings = [], ...rows]) {
    const escaped = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
    const [head = '', ...lines] = (0, report_1.alignedLines)(escaped.map((row) => row.map((cell) => cell.padEnd(3))), { left: '| ', between: ' | ', right: ' |' });
    return [head, head.replace(/[^|]/g, '-').replace(/\|-/g, '| ').replace(/-\|/g, ' |'), ...lines];
}
/** Writes what stands between the markers of that name in docs/performance.md; all else is written by hand, and stays. */
function replaceSection(name, lines) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const text = (0, node_fs_1.readFileSync)(DOCUMENT, 'utf8');
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from)
        throw new Error(`${DOCUMENT} lacks ${begin} and ${end}`);
    const section = `${begin}\n\n${lines.join('\n')}\n\n`;
    (0, node_fs_1.writeFileSync)(DOCUMENT, text.slice(0, from) + section + text.slice(to));
}
//# sourceMappingURL=document.js.map