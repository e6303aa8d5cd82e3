"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Matrix = Matrix;
const jsx_runtime_1 = require("preact/jsx-runtime");
const execution_date_1 = require("../../../domain/execution-date");
const run_stages_1 = require("../../../domain/run-stages");
const temporal_url_1 = require("../../temporal-url");
const commands_1 = require("../commands");
const format_1 = require("../format");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const STEPS = run_stages_1.STAGES.flat();
const STATES = ['done', 'running', 'failed', 'missing'];
/** Months that are open at first besides those with something to look at, and how many of the latter. */
const OPEN_MONTHS = 1;
const OPEN_WITH_FAULTS = 2;
/** Of a day in the strip of a month. */
const SQUARE = 9;
const PITCH = 11;
/** Dates against steps, month by month, newest first. */
function Matrix({ calendar: { dates, firstDate }, temporalUi, }) {
    const months = monthsOf(dates);
    const faulty = months.slice(OPEN_MONTHS).filter(hasFaults).slice(0, OPEN_WITH_FAULTS);
    const first = dates[0]?.date;
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "matrix", children: [(0, jsx_runtime_1.jsx)("h2", { id: "matrix", children: "Dates against steps" }), (0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: ["As the record of runs tells it. Whether logs have changed since, which makes dates ", (0, jsx_runtime_1.jsx)("em", { children: "stale" }), ", only the lake tells: ", (0, jsx_runtime_1.jsx)("code", { children: "npx adtech status" }), ".", ' ', temporalUi === undefined && 'With TEMPORAL_UI_URL set, each run has a link to the Temporal Web UI.'] }), months.map((month, i) => ((0, jsx_runtime_1.jsxs)("details", { class: "month", open: i < OPEN_MONTHS || faulty.includes(month), children: [(0, jsx_runtime_1.jsxs)("summary", { children: [(0, jsx_runtime_1.jsx)("span", { children: (0, format_1.monthText)(month.name) }), " ", (0, jsx_runtime_1.jsx)(Strip, { month: month }), ' ', (0, jsx_runtime_1.jsx)("span", { class: "quiet", children: tally(month) })] }), (0, jsx_runtime_1.jsx)(MonthTable, { month: month, temporalUi: temporalUi })] }))), first !== undefined && first > firstDate && ((0, jsx_runtime_1.jsx)("p", { children: (0, jsx_runtime_1.jsx)("a", { href: `/?to=${(0, execution_date_1.addDays)(first, -1)}`, children: "Earlier dates" }) }))] }));
}
function MonthTable({ month, temporalUi, }) {
    return ((0, jsx_runtime_1.jsx)(parts_1.Wide, { label: `Dates of ${(0, format_1.monthText)(month.name)}`, children: (0, jsx_runtime_1.jsxs)("table", { class: "matrix", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Date" }), STEPS.map((step) => ((0, jsx_runtime_1.jsx)("th", { scope: "col", children: (0, run_stages_1.stepLabel)(step) }))), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Rows kept" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Rejected" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Product views" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Impressions" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Clicks" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "ctr" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Took" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Run" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Run again" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: month.dates.map((one) => ((0, jsx_runtime_1.jsx)(Row, { one: one, temporalUi: temporalUi }))) })] }) }));
}
/** Classes are few here: of a year there are hundreds of rows. */
function Row({ one, temporalUi, }) {
    const { date, run, state, steps, totals } = one;
    const took = run?.finished_at && Math.max(0, run.finished_at.getTime() - run.started_at.getTime()) / 1_000;
    return ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.dateHref)(date), children: date }) }), STEPS.map((step) => ((0, jsx_runtime_1.jsx)("td", { class: steps[step], children: steps[step] }))), (0, jsx_runtime_1.jsx)("td", { children: run?.rows_kept == null ? '' : (0, format_1.countText)(run.rows_kept) }), (0, jsx_runtime_1.jsx)("td", { children: run?.rows_rejected == null ? '' : (0, format_1.countText)(run.rows_rejected) }), (0, jsx_runtime_1.jsx)("td", { children: totals?.views == null ? '' : (0, format_1.countText)(totals.views) }), (0, jsx_runtime_1.jsx)("td", { children: totals?.impressions == null ? '' : (0, format_1.countText)(totals.impressions) }), (0, jsx_runtime_1.jsx)("td", { children: totals?.clicks == null ? '' : (0, format_1.countText)(totals.clicks) }), (0, jsx_runtime_1.jsx)("td", { children: totals?.ctr == null ? '' : (0, format_1.percentText)(totals.ctr) }), (0, jsx_runtime_1.jsx)("td", { children: took == null ? '' : (0, format_1.durationText)(took) }), (0, jsx_runtime_1.jsx)("td", { children: run !== undefined && temporalUi !== undefined && (0, jsx_runtime_1.jsx)("a", { href: (0, temporal_url_1.temporalUrl)(run, temporalUi), children: "Temporal" }) }), (0, jsx_runtime_1.jsx)("td", { children: state !== 'running' && ((0, jsx_runtime_1.jsxs)("details", { children: [(0, jsx_runtime_1.jsx)("summary", { children: "command" }), (0, jsx_runtime_1.jsx)("code", { children: commandFor(date, state) })] })) })] }));
}
function commandFor(date, state) {
    return (0, commands_1.backfillCommand)(date, date, state === 'done' ? 'all' : state);
}
/** A square for each day, so that a month is seen at a glance; the numbers beside it say the same. */
function Strip({ month: { dates } }) {
    const squares = (state) => dates
        .filter((one) => one.state === state)
        .map(({ date }) => `M${(Number(date.slice(8)) - 1) * PITCH} 0h${SQUARE}v${SQUARE}h-${SQUARE}z`)
        .join('');
    return ((0, jsx_runtime_1.jsx)("svg", { class: "strip", width: 31 * PITCH, height: SQUARE, "aria-hidden": "true", children: STATES.map((state) => {
            const path = squares(state);
            return path === '' ? null : (0, jsx_runtime_1.jsx)("path", { class: state, d: path });
        }) }));
}
function tally({ dates }) {
    return STATES.map((state) => ({ state, count: dates.filter((one) => one.state === state).length }))
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => `${String(count)} ${state}`)
        .join(', ');
}
function hasFaults({ dates }) {
    return dates.some(({ state }) => state === 'failed' || state === 'missing');
}
function monthsOf(dates) {
    const months = new Map();
    for (const one of [...dates].reverse()) {
        const name = one.date.slice(0, 7);
        const of = months.get(name);
        if (of === undefined)
            months.set(name, [one]);
        else
            of.push(one);
    }
    return [...months].map(([name, of]) => ({ name, dates: of }));
}
//# sourceMappingURL=matrix.js.map