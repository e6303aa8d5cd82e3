"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ListTable = ListTable;
const jsx_runtime_1 = require("preact/jsx-runtime");
const parts_1 = require("../parts");
const model_lists_1 = require("./model-lists");
/** One list: products by rank, with bars, their way since the day before, and a mark where other models list them too. */
function ListTable({ model, entries, before, shared, }) {
    const leading = (0, model_lists_1.leadingMetric)(model);
    const others = model.metrics.filter((metric) => metric !== leading);
    const largest = Math.max(...entries.map((entry) => (leading === undefined ? 0 : (0, model_lists_1.figureOf)(entry, leading))));
    const heading = `list-${model.slug}`;
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": heading, children: [(0, jsx_runtime_1.jsxs)("h2", { id: heading, children: [model.name, " ", (0, jsx_runtime_1.jsx)("small", { class: "quiet", children: (0, model_lists_1.captionOf)(model) })] }), entries.length === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No list on this date: no product of the advertiser qualifies, or it was not active." })) : ((0, jsx_runtime_1.jsx)(parts_1.Wide, { label: `List of ${model.name}`, children: (0, jsx_runtime_1.jsxs)("table", { class: "bars list", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Rank" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Product" }), leading !== undefined && ((0, jsx_runtime_1.jsx)("th", { scope: "col", colSpan: 2, children: leading.name })), others.map(({ name }) => ((0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: name }))), (0, jsx_runtime_1.jsxs)("th", { scope: "col", class: "n", children: ["Moved", (0, jsx_runtime_1.jsx)("span", { class: "unseen", children: " since the day before" })] })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: entries.map((entry) => ((0, jsx_runtime_1.jsxs)("tr", { class: shared.has(entry.product_id) ? 'shared' : undefined, children: [(0, jsx_runtime_1.jsx)("td", { class: "n", children: entry.rank }), (0, jsx_runtime_1.jsxs)("th", { scope: "row", children: [entry.product_id, shared.has(entry.product_id) && ((0, jsx_runtime_1.jsxs)("span", { class: "both", title: "in the lists of all models", children: [(0, jsx_runtime_1.jsx)("span", { "aria-hidden": "true", children: " \u25C6" }), (0, jsx_runtime_1.jsx)("span", { class: "unseen", children: " in both lists" })] }))] }), leading !== undefined && ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, model_lists_1.metricText)(leading, (0, model_lists_1.figureOf)(entry, leading)) }), (0, jsx_runtime_1.jsx)("td", { class: "stretch", children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: (0, model_lists_1.figureOf)(entry, leading) / largest, kind: shared.has(entry.product_id) ? 'other' : 'accent' }) })] })), others.map((metric) => ((0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, model_lists_1.metricText)(metric, (0, model_lists_1.figureOf)(entry, metric)) }))), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, jsx_runtime_1.jsx)(Move, { rank: entry.rank, before: before, product: entry.product_id }) })] }))) })] }) }))] }));
}
function Move({ rank, before, product, }) {
    if (before === undefined)
        return (0, jsx_runtime_1.jsx)("span", { class: "quiet", children: "unknown" });
    const old = before.get(product);
    if (old === undefined)
        return (0, jsx_runtime_1.jsx)("span", { class: "up", children: "new" });
    if (old === rank)
        return (0, jsx_runtime_1.jsx)("span", { class: "quiet", children: "same" });
    const [kind, sign, word] = old > rank ? ['up', '▲', 'up'] : ['down', '▼', 'down'];
    return ((0, jsx_runtime_1.jsxs)("span", { class: kind, children: [(0, jsx_runtime_1.jsx)("span", { "aria-hidden": "true", children: sign }), (0, jsx_runtime_1.jsxs)("span", { class: "unseen", children: [word, " "] }), Math.abs(old - rank)] }));
}
//# sourceMappingURL=list-table.js.map