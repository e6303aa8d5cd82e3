"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DailyChart = DailyChart;
const jsx_runtime_1 = require("preact/jsx-runtime");
const scale_1 = require("./scale");
const WIDTH = 600;
const HEIGHT = 90;
/** One figure over the days, in order, from 0 on: a small chart of as many as stand side by side. */
function DailyChart({ name, values, format, }) {
    const known = values.flatMap(({ date, value }) => (value === null ? [] : [{ date, value }]));
    const newest = known.at(-1);
    if (newest === undefined)
        return null;
    const numbers = known.map(({ value }) => value);
    const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
    const top = (0, scale_1.roundMaximum)(highest);
    const x = (i) => (0, scale_1.coordinate)(values.length < 2 ? WIDTH / 2 : (i * WIDTH) / (values.length - 1));
    const y = (value) => (0, scale_1.coordinate)(HEIGHT - (value / top) * HEIGHT);
    const pieces = piecesOf(values);
    // Of a day alone, a line of no length: its round ends make a dot.
    const line = pieces
        .map((of) => (of.length === 1 ? `M${at(of[0])}h0` : `M${of.map(at).join('L')}`))
        .join('');
    const area = pieces
        .filter((of) => of.length > 1)
        .map((of) => `M${x(of[0]?.i ?? 0)} ${HEIGHT}L${of.map(at).join('L')}V${HEIGHT}z`)
        .join('');
    const summary = `${name} by day: lowest ${format(lowest)}, highest ${format(highest)}, ${newest.date} ${format(newest.value)}`;
    return ((0, jsx_runtime_1.jsxs)("figure", { class: "daily", children: [(0, jsx_runtime_1.jsxs)("figcaption", { children: [name, " ", (0, jsx_runtime_1.jsx)("strong", { children: format(newest.value) })] }), (0, jsx_runtime_1.jsxs)("div", { class: "plot", children: [(0, jsx_runtime_1.jsx)("span", { class: "maximum", children: highest === 0 ? '' : format(top) }), (0, jsx_runtime_1.jsxs)("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": summary, children: [(0, jsx_runtime_1.jsx)("path", { class: "grid", d: `M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}` }), (0, jsx_runtime_1.jsx)("path", { class: "area", d: area }), (0, jsx_runtime_1.jsx)("path", { class: "line", d: line })] }), (0, jsx_runtime_1.jsxs)("span", { class: "days", children: [(0, jsx_runtime_1.jsx)("span", { children: values[0]?.date }), (0, jsx_runtime_1.jsx)("span", { children: values.at(-1)?.date })] })] })] }));
    function at(point) {
        return point === undefined ? '' : `${x(point.i)} ${y(point.value)}`;
    }
}
/** Runs of days with a value: a line must not bridge days of which nothing is known. */
function piecesOf(values) {
    const pieces = [];
    let open;
    for (const [i, { value }] of values.entries()) {
        if (value === null)
            open = undefined;
        else if (open === undefined)
            pieces.push((open = [{ i, value }]));
        else
            open.push({ i, value });
    }
    return pieces;
}
//# sourceMappingURL=daily-chart.js.map