"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BumpChart = BumpChart;
const jsx_runtime_1 = require("preact/jsx-runtime");
const model_1 = require("../../../domain/models/model");
const scale_1 = require("./scale");
const ROW = 19;
const TOP = 22;
const LEFT = 26;
const LABELS = 130;
const WIDTH = 620;
const HEIGHT = TOP + model_1.LIST_LENGTH * ROW + 4;
/** Day names that fit below one another's width. */
const NAMED_DAYS = 8;
const LABEL_LENGTH = 16;
/** Lines in a colour of their own, by their newest rank. */
const COLOURED = 5;
/** Ranks over the days: a line for each product, broken on days on which it is not listed. */
function BumpChart({ name, days, ranks, }) {
    const column = new Map(days.map((day, i) => [day, i]));
    const step = days.length < 2 ? 0 : (WIDTH - LEFT - LABELS) / (days.length - 1);
    const x = (i) => LEFT + i * step;
    const y = (rank) => TOP + (rank - 0.5) * ROW;
    const last = days.at(-1);
    const lines = linesOf(ranks, column).map(({ product, points }) => {
        const end = points.at(-1);
        return { product, points, newest: end !== undefined && days[end.i] === last ? end.rank : undefined };
    });
    const every = Math.ceil(days.length / NAMED_DAYS);
    const leader = lines.find(({ newest }) => newest === 1)?.product;
    return ((0, jsx_runtime_1.jsxs)("svg", { class: "bump", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, role: "img", "aria-label": `Ranks of ${name} over ${String(days.length)} days, ${String(lines.length)} products${leader === undefined ? '' : `; first on ${last ?? ''}: ${leader}`}. The table below has the same.`, children: [days.map((day, i) => (days.length - 1 - i) % every === 0 ? ((0, jsx_runtime_1.jsx)("text", { class: "tick", x: x(i), y: 12, "text-anchor": i === 0 ? 'start' : 'middle', children: day.slice(5) })) : null), [1, 5, 10, 15, 20].map((rank) => ((0, jsx_runtime_1.jsx)("text", { class: "tick", x: LEFT - 12, y: y(rank) + 4, "text-anchor": "end", children: rank }))), [...lines]
                .sort((a, b) => (b.newest ?? Infinity) - (a.newest ?? Infinity))
                .map(({ product, points, newest }) => ((0, jsx_runtime_1.jsxs)("g", { class: newest === undefined ? 'gone' : newest <= COLOURED ? `c${String(newest)}` : 'rest', children: [(0, jsx_runtime_1.jsx)("title", { children: product }), (0, jsx_runtime_1.jsx)("path", { d: pathOf(points, x, y) }), newest !== undefined && ((0, jsx_runtime_1.jsx)("text", { x: WIDTH - LABELS + 10, y: y(newest) + 4, children: product.length > LABEL_LENGTH ? `${product.slice(0, LABEL_LENGTH - 1)}…` : product }))] })))] }));
}
function linesOf(ranks, column) {
    const lines = new Map();
    for (const { date, rank, product } of ranks) {
        const i = column.get(date);
        if (i === undefined)
            continue;
        const points = lines.get(product);
        if (points === undefined)
            lines.set(product, [{ i, rank }]);
        else
            points.push({ i, rank });
    }
    return [...lines].map(([product, points]) => ({ product, points: points.sort((a, b) => a.i - b.i) }));
}
/** From day to day an S, level at both ends, so that crossing lines can be followed. */
function pathOf(points, x, y) {
    return points
        .map((point, n) => {
        const [px, py] = [(0, scale_1.coordinate)(x(point.i)), (0, scale_1.coordinate)(y(point.rank))];
        const before = points[n - 1];
        // A line of no length is a dot, by its round ends.
        if (before?.i !== point.i - 1)
            return `M${px} ${py}h0`;
        const middle = (0, scale_1.coordinate)((x(before.i) + x(point.i)) / 2);
        return `C${middle} ${(0, scale_1.coordinate)(y(before.rank))} ${middle} ${py} ${px} ${py}`;
    })
        .join('');
}
//# sourceMappingURL=bump-chart.js.map