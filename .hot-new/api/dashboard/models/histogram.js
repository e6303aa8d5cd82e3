"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Histogram = Histogram;
const jsx_runtime_1 = require("preact/jsx-runtime");
const format_1 = require("../format");
const parts_1 = require("../parts");
/** How many there are of each kind. */
function Histogram({ label, kind, unit, bins, }) {
    const most = Math.max(1, ...bins.map(({ count }) => count));
    return ((0, jsx_runtime_1.jsxs)("table", { class: "bars histogram", children: [(0, jsx_runtime_1.jsx)("caption", { class: "unseen", children: label }), (0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: kind }), (0, jsx_runtime_1.jsx)("th", { scope: "col", colSpan: 2, children: unit })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: bins.map(({ name, count }) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", class: "n", children: name }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.countText)(count) }), (0, jsx_runtime_1.jsx)("td", { class: "stretch", children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: count / most }) })] }))) })] }));
}
//# sourceMappingURL=histogram.js.map