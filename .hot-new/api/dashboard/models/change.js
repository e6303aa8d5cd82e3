"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Change = Change;
const jsx_runtime_1 = require("preact/jsx-runtime");
const list_overlap_1 = require("../../../db/list-overlap");
const format_1 = require("../format");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const histogram_1 = require("./histogram");
/** How much the lists of a model change from one published day to the next. */
function Change({ model: { name, slug }, days, most, }) {
    const heading = `change-${slug}`;
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": heading, children: [(0, jsx_runtime_1.jsxs)("h2", { id: heading, children: [name, " ", (0, jsx_runtime_1.jsx)("small", { class: "quiet", children: "change from one published day to the next" })] }), days.length === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "Two published days within a week are needed to compare." })) : ((0, jsx_runtime_1.jsxs)("div", { class: "columns", children: [(0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Mean change by day" }), (0, jsx_runtime_1.jsx)(Days, { days: days })] }), (0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Lists by how much they changed" }), (0, jsx_runtime_1.jsx)(histogram_1.Histogram, { label: `Lists of ${name} by their change from the day before, all days together`, kind: "Change", unit: "Lists", bins: bandsOf(days) })] }), (0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Changed most" }), (0, jsx_runtime_1.jsx)(Advertisers, { most: most })] })] }))] }));
}
function Days({ days }) {
    const most = Math.max(...days.map(({ mean_change }) => mean_change));
    return ((0, jsx_runtime_1.jsxs)("table", { class: "bars", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Date" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", colSpan: 2, children: "Mean change" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: [...days].reverse().map(({ date, mean_change }) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.dateHref)(date), children: date }) }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.percentText)(mean_change) }), (0, jsx_runtime_1.jsx)("td", { class: "stretch", children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: most === 0 ? 0 : mean_change / most }) })] }))) })] }));
}
function Advertisers({ most }) {
    const largest = most[0]?.mean_change ?? 0;
    return ((0, jsx_runtime_1.jsxs)("table", { class: "bars", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Advertiser" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", colSpan: 2, children: "Mean change" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: most.map(({ advertiser_id, mean_change }) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.advertiserHref)(advertiser_id), children: advertiser_id }) }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.percentText)(mean_change) }), (0, jsx_runtime_1.jsx)("td", { class: "stretch", children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: largest === 0 ? 0 : mean_change / largest }) })] }))) })] }));
}
/** Without the bands above the last one that has any list. */
function bandsOf(days) {
    const counts = Array.from({ length: list_overlap_1.CHANGE_BANDS + 1 }, (_, band) => days.reduce((sum, { bands }) => sum + (bands[band] ?? 0), 0));
    const last = counts.findLastIndex((count) => count > 0);
    return counts.slice(0, last + 1).map((count, band) => ({
        name: band === 0 ? 'none' : `up to ${String((band * 100) / list_overlap_1.CHANGE_BANDS)} %`,
        count,
    }));
}
//# sourceMappingURL=change.js.map