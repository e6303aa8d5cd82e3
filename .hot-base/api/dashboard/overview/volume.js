"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Volume = Volume;
const jsx_runtime_1 = require("preact/jsx-runtime");
const daily_chart_1 = require("../charts/daily-chart");
const format_1 = require("../format");
const parts_1 = require("../parts");
/** How much happened on each day. */
function Volume({ calendar: { dates } }) {
    const of = (figure) => dates.map((one) => ({ date: one.date, value: figure(one) ?? null }));
    const hasTotals = dates.some(({ totals }) => totals?.views != null);
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "volume", children: [(0, jsx_runtime_1.jsx)("h2", { id: "volume", children: "Events of active advertisers by day" }), hasTotals ? ((0, jsx_runtime_1.jsxs)("div", { class: "charts", children: [(0, jsx_runtime_1.jsx)(daily_chart_1.DailyChart, { name: "Product views", values: of(({ totals }) => totals?.views), format: format_1.countText }), (0, jsx_runtime_1.jsx)(daily_chart_1.DailyChart, { name: "Impressions", values: of(({ totals }) => totals?.impressions), format: format_1.countText }), (0, jsx_runtime_1.jsx)(daily_chart_1.DailyChart, { name: "Clicks", values: of(({ totals }) => totals?.clicks), format: format_1.countText }), (0, jsx_runtime_1.jsx)(daily_chart_1.DailyChart, { name: "ctr", values: of(({ totals }) => totals?.ctr), format: format_1.percentText })] })) : ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No date of this page has totals: none is published, or an earlier version published them." }))] }));
}
//# sourceMappingURL=volume.js.map