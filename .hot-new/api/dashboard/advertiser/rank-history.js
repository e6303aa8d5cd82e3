"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RankHistory = RankHistory;
const jsx_runtime_1 = require("preact/jsx-runtime");
const bump_chart_1 = require("../charts/bump-chart");
const parts_1 = require("../parts");
/** How the products of a model's lists rose and fell, as a chart and as a table. */
function RankHistory({ model, days, entries, }) {
    const heading = `ranks-${model.slug}`;
    const ranks = entries.map(({ date, rank, product_id }) => ({ date, rank, product: product_id }));
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": heading, children: [(0, jsx_runtime_1.jsxs)("h2", { id: heading, children: [model.name, " ", (0, jsx_runtime_1.jsx)("small", { class: "quiet", children: "rank by day" })] }), ranks.length === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No list in these days." })) : ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)(parts_1.Wide, { label: `Chart of ranks of ${model.name}`, children: (0, jsx_runtime_1.jsx)(bump_chart_1.BumpChart, { name: model.name, days: days, ranks: ranks }) }), (0, jsx_runtime_1.jsxs)("details", { children: [(0, jsx_runtime_1.jsx)("summary", { children: "Ranks as a table" }), (0, jsx_runtime_1.jsx)(parts_1.Wide, { label: `Table of ranks of ${model.name}`, children: (0, jsx_runtime_1.jsx)(RankTable, { days: days, entries: entries }) })] })] }))] }));
}
function RankTable({ days, entries, }) {
    const byProduct = new Map();
    // Newest day first, so that products are in the order of the newest list.
    for (const { date, rank, product_id } of entries) {
        const ranks = byProduct.get(product_id) ?? new Map();
        byProduct.set(product_id, ranks.set(date, rank));
    }
    return ((0, jsx_runtime_1.jsxs)("table", { class: "ranks", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Product" }), days.map((day) => ((0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: day.slice(5) })))] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: [...byProduct].map(([product, ranks]) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: product }), days.map((day) => ((0, jsx_runtime_1.jsx)("td", { class: "n", children: ranks.get(day) ?? '' })))] }))) })] }));
}
//# sourceMappingURL=rank-history.js.map