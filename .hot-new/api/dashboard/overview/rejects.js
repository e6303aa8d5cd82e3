"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Rejects = Rejects;
const jsx_runtime_1 = require("preact/jsx-runtime");
const daily_chart_1 = require("../charts/daily-chart");
const format_1 = require("../format");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
/** What was set aside, and what is odd about the rest. */
function Rejects({ calendar: { dates } }) {
    const newest = dates.findLast(({ published }) => published !== undefined);
    const published = newest?.published;
    if (newest === undefined || published === undefined)
        return null;
    const reasons = Object.entries(published.rejects).sort(([, a], [, b]) => b - a);
    const most = reasons[0]?.[1] ?? 0;
    const { quality } = published;
    const oddities = [
        ['Products with more clicks than impressions', quality.ctr_above_1],
        ['Products with clicks and no impression', quality.clicks_without_impression],
        ['Active advertisers without a row', quality.advertisers_without_rows],
    ];
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "rejects", children: [(0, jsx_runtime_1.jsx)("h2", { id: "rejects", children: "Data quality" }), (0, jsx_runtime_1.jsxs)("div", { class: "columns", children: [(0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsxs)("h3", { children: ["Rejected rows by reason, ", (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.dateHref)(newest.date), children: newest.date })] }), reasons.length === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No row was rejected." })) : ((0, jsx_runtime_1.jsxs)("table", { class: "bars", children: [(0, jsx_runtime_1.jsx)("thead", { class: "unseen", children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Reason" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Rows" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Share" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: reasons.map(([reason, count]) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("code", { children: reason }) }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.countText)(count) }), (0, jsx_runtime_1.jsx)("td", { children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: count / most, kind: "other" }) })] }))) })] }))] }), (0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsxs)("h3", { children: ["Odd, but no reason to reject, ", newest.date] }), (0, jsx_runtime_1.jsx)("table", { class: "bars", children: (0, jsx_runtime_1.jsx)("tbody", { children: oddities.map(([what, count]) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: what }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.countText)(count) })] }))) }) })] }), (0, jsx_runtime_1.jsx)(daily_chart_1.DailyChart, { name: "Rejected share of all rows read", values: dates.map(({ date, published: run }) => ({
                            date,
                            value: run === undefined || run.rows_read === 0 ? null : run.rows_rejected / run.rows_read,
                        })), format: format_1.percentText })] })] }));
}
//# sourceMappingURL=rejects.js.map