"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.GOAL_HEADINGS = exports.API_HEADINGS = void 0;
exports.apiCells = apiCells;
exports.goalCells = goalCells;
exports.apiText = apiText;
exports.apiJson = apiJson;
const report_1 = require("../report");
const row_1 = require("../row");
const round_1 = require("./round");
/** From this share on it is the load generator that limits a rate. */
const BUSY = 0.9;
/** The headings of the figures. */
exports.API_HEADINGS = [
    'measure',
    'who',
    'requests/s',
    'p50',
    'p99',
    'CPU',
    'Postgres',
    'errors',
    'notes',
];
/** The headings of the goals. */
exports.GOAL_HEADINGS = ['goal', 'reached', 'met'];
/** The cells of the figures, under `API_HEADINGS`. */
function apiCells({ rows }) {
    return rows.map((row) => {
        const middle = (figure) => (0, row_1.median)(figuresOf(row, figure));
        return [
            row.measure,
            row.who,
            rateText(row.rounds.map(round_1.rateOf)),
            `${middle(({ p50Ms }) => p50Ms).toFixed(2)} ms`,
            `${middle(({ p99Ms }) => p99Ms).toFixed(2)} ms`,
            microseconds(middle(({ serverMicroseconds }) => serverMicroseconds)),
            microseconds(middle(({ postgresMicroseconds }) => postgresMicroseconds)),
            String(row.rounds.reduce((sum, { errors }) => sum + errors, 0)),
            [row.note, busyText(row)].filter((text) => text !== undefined).join('; '),
        ];
    });
}
/** The cells of the goals, under `GOAL_HEADINGS`. */
function goalCells({ goals }) {
    return goals.map(({ text, reached, isMet }) => [text, reached, isMet ? 'yes' : 'no']);
}
/** Both tables for a terminal. */
function apiText(findings) {
    const tables = [
        [exports.API_HEADINGS, ...apiCells(findings)],
        [exports.GOAL_HEADINGS, ...goalCells(findings)],
    ].map((rows) => (0, report_1.alignedLines)(rows, { left: '', between: '  ', right: '' })
        .map((line) => `${line.trimEnd()}\n`)
        .join(''));
    return tables.join('\n');
}
/** The findings as they are in a JSON document, with one figure of each repeat. */
function apiJson({ rows, goals }) {
    return {
        rows: rows.map((row) => ({
            measure: row.measure,
            who: row.who,
            requests_per_second: row.rounds.map(round_1.rateOf),
            requests: row.rounds.map(({ requests }) => requests),
            p50_ms: row.rounds.map(({ p50Ms }) => p50Ms),
            p99_ms: row.rounds.map(({ p99Ms }) => p99Ms),
            server_cpu_microseconds: figuresOf(row, ({ serverMicroseconds }) => serverMicroseconds),
            postgres_cpu_microseconds: figuresOf(row, ({ postgresMicroseconds }) => postgresMicroseconds),
            generator_busy: row.rounds.map(({ busy }) => busy),
            errors: row.rounds.map(({ errors }) => errors),
            note: row.note,
        })),
        goals: goals.map(({ text, reached, isMet }) => ({ goal: text, reached, goal_met: isMet })),
    };
}
function figuresOf({ rounds }, figure) {
    return rounds.map(figure).filter((value) => value !== undefined);
}
function rateText(rates) {
    const text = (rate) => Math.round(rate).toLocaleString('en');
    return rates.length === 1
        ? text((0, row_1.median)(rates))
        : `${text((0, row_1.median)(rates))} [${text(Math.min(...rates))}–${text(Math.max(...rates))}]`;
}
function microseconds(value) {
    return Number.isNaN(value) ? '' : `${value.toFixed(value < 10 ? 1 : 0)} µs`;
}
function busyText(row) {
    const busy = (0, row_1.median)(figuresOf(row, (round) => round.busy));
    return busy < BUSY
        ? undefined
        : `the load generator had no more to give (${Math.round(busy * 100)} % of a core)`;
}
//# sourceMappingURL=report.js.map