"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Attention = Attention;
const jsx_runtime_1 = require("preact/jsx-runtime");
const run_stages_1 = require("../../../domain/run-stages");
const commands_1 = require("../commands");
const format_1 = require("../format");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const calendar_1 = require("./calendar");
/** Failures that are told one by one. */
const SHOWN_FAILURES = 5;
/** What is wrong with the dates, each with the one command that mends it; nothing when nothing is. */
function Attention({ calendar: { dates, lastDue, readAt } }) {
    const failed = dates.filter(({ state }) => state === 'failed');
    const missing = dates.filter(({ state, date }) => state === 'missing' && date <= lastDue);
    const running = dates.filter(({ state }) => state === 'running');
    if (failed.length + missing.length + running.length === 0)
        return null;
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "attention", children: [(0, jsx_runtime_1.jsx)("h2", { id: "attention", children: "To look at" }), (0, jsx_runtime_1.jsxs)("ul", { class: "attention", children: [failed.length > 0 && ((0, jsx_runtime_1.jsxs)("li", { class: "failed", children: [(0, jsx_runtime_1.jsxs)("p", { children: [(0, jsx_runtime_1.jsxs)("strong", { children: [(0, format_1.quantityText)(failed.length, 'date'), " failed"] }), ": ", (0, format_1.daysText)(daysOf(failed)), ". Mend what the message names, then:"] }), (0, jsx_runtime_1.jsx)(parts_1.Command, { text: commandFor(failed, 'failed') }), (0, jsx_runtime_1.jsx)("ul", { children: failed
                                    .slice(-SHOWN_FAILURES)
                                    .reverse()
                                    .map((one) => ((0, jsx_runtime_1.jsxs)("li", { children: [(0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.dateHref)(one.date), children: one.date }), one.run?.failure?.step == null ? '' : ` ${(0, run_stages_1.stepLabel)(one.run.failure.step)}`, ":", ' ', (0, calendar_1.failureText)(one)] }))) })] })), missing.length > 0 && ((0, jsx_runtime_1.jsxs)("li", { class: "missing", children: [(0, jsx_runtime_1.jsxs)("p", { children: [(0, jsx_runtime_1.jsxs)("strong", { children: [(0, format_1.quantityText)(missing.length, 'date'), " missing"] }), ": ", (0, format_1.daysText)(daysOf(missing)), "."] }), (0, jsx_runtime_1.jsx)(parts_1.Command, { text: commandFor(missing, 'missing') })] })), running.length > 0 && ((0, jsx_runtime_1.jsx)("li", { class: "running", children: (0, jsx_runtime_1.jsxs)("p", { children: [(0, jsx_runtime_1.jsxs)("strong", { children: [(0, format_1.quantityText)(running.length, 'date'), " running"] }), ": ", (0, format_1.daysText)(daysOf(running)), longest(running, readAt), "."] }) }))] })] }));
}
function daysOf(dates) {
    return dates.map(({ date }) => date);
}
function commandFor(dates, only) {
    const [first, last] = [dates[0]?.date ?? '', dates.at(-1)?.date ?? ''];
    return (0, commands_1.backfillCommand)(first, last, only);
}
function longest(running, now) {
    const since = Math.min(...running.map(({ run }) => run?.started_at.getTime() ?? Infinity));
    return Number.isFinite(since)
        ? `, for ${(0, format_1.durationText)(Math.max(0, now.getTime() - since) / 1_000)} at most`
        : '';
}
//# sourceMappingURL=attention.js.map