"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.datePage = datePage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const runs_1 = require("../../db/runs");
const run_stages_1 = require("../../domain/run-stages");
const values_1 = require("../contract/values");
const zod_1 = require("../contract/zod");
const recorded_status_1 = require("../recorded-status");
const temporal_url_1 = require("../temporal-url");
const commands_1 = require("./commands");
const format_1 = require("./format");
const layout_1 = require("./layout");
const page_1 = require("./page");
const parts_1 = require("./parts");
const paths_1 = require("./paths");
/** Runs of one date, and objects of one run, that are told. */
const SHOWN_RUNS = 20;
const SHOWN_INPUTS = 200;
/** All that is on record of an execution date: its runs, what they read, and why they failed. */
function datePage(site, { db, temporalUi }) {
    return (0, page_1.page)({
        id: 'datePage',
        path: paths_1.PATHS.date,
        params: zod_1.z.object({ date: values_1.Day }),
        query: zod_1.z.strictObject({}),
        scope: 'all',
    }, async ({ params: { date } }) => {
        const runs = await (0, runs_1.findRunsOf)(db, date);
        return {
            html: (0, layout_1.toHtml)((0, jsx_runtime_1.jsxs)(layout_1.Layout, { site: site, title: date, current: "overview", children: [(0, jsx_runtime_1.jsxs)("h1", { children: [(0, jsx_runtime_1.jsx)("span", { class: "quiet", children: "Execution date" }), " ", date] }), (0, jsx_runtime_1.jsx)("p", { children: "To run it again, whatever its state:" }), (0, jsx_runtime_1.jsx)(parts_1.Command, { text: (0, commands_1.backfillCommand)(date, date, 'all') }), runs.length === 0 && (0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No run of this date is on record." }), runs.slice(0, SHOWN_RUNS).map((run, i) => ((0, jsx_runtime_1.jsx)(RunSection, { run: run, isNewest: i === 0, temporalUi: temporalUi }))), runs.length > SHOWN_RUNS && ((0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: [(0, format_1.countText)(runs.length - SHOWN_RUNS), " older runs."] }))] })),
        };
    });
}
function RunSection({ run, isNewest, temporalUi }) {
    const { steps } = (0, recorded_status_1.recordedStatus)(run.date, run, run.status === 'published' ? run.run_id : undefined);
    const seconds = run.finished_at && Math.max(0, run.finished_at.getTime() - run.started_at.getTime()) / 1_000;
    const facts = [
        ['Started', (0, format_1.instantText)(run.started_at)],
        ['Took', seconds == null ? undefined : (0, format_1.durationText)(seconds)],
        ['Rows read', numberOf(run.rows_read)],
        ['Rows kept', numberOf(run.rows_kept)],
        ['Rejected', numberOf(run.rows_rejected)],
        ['Rejects', run.rejects === null ? undefined : rejectsText(run.rejects)],
    ];
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": run.run_id, children: [(0, jsx_runtime_1.jsxs)("h2", { id: run.run_id, children: ["Run ", run.status, (0, jsx_runtime_1.jsx)("small", { class: "quiet", children: run.is_published ? ' its lists are those that readers see' : isNewest ? ' the newest' : '' })] }), run.failure !== null && ((0, jsx_runtime_1.jsxs)("p", { class: "notice", children: [run.failure.step === null ? '' : `${(0, run_stages_1.stepLabel)(run.failure.step)}: `, run.failure.message, " ", (0, jsx_runtime_1.jsxs)("span", { class: "quiet", children: ["(", run.failure.type, ")"] })] })), (0, jsx_runtime_1.jsxs)("dl", { class: "facts", children: [facts.map(([name, value]) => value === undefined ? null : ((0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("dt", { children: name }), (0, jsx_runtime_1.jsx)("dd", { children: value })] }))), Object.entries(steps).map(([step, state]) => ((0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("dt", { children: (0, run_stages_1.stepLabel)(step) }), (0, jsx_runtime_1.jsx)("dd", { class: state, children: state })] })))] }), (0, jsx_runtime_1.jsxs)("p", { children: [temporalUi === undefined ? ((0, jsx_runtime_1.jsx)("span", { class: "quiet", children: "Set TEMPORAL_UI_URL for a link to this run in the Temporal Web UI: " })) : ((0, jsx_runtime_1.jsx)("a", { href: (0, temporal_url_1.temporalUrl)(run, temporalUi), children: "This run in the Temporal Web UI" })), ' ', (0, jsx_runtime_1.jsxs)("code", { children: [run.workflow_id, " ", run.run_id] })] }), run.inputs !== null && run.inputs.length > 0 && (0, jsx_runtime_1.jsx)(Inputs, { inputs: run.inputs, isOpen: isNewest })] }));
}
function Inputs({ inputs, isOpen, }) {
    return ((0, jsx_runtime_1.jsxs)("details", { open: isOpen, children: [(0, jsx_runtime_1.jsxs)("summary", { children: [(0, format_1.countText)(inputs.length), " objects read"] }), (0, jsx_runtime_1.jsx)(parts_1.Wide, { label: "Objects read", children: (0, jsx_runtime_1.jsxs)("table", { children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Object" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Size" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Days" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", children: "ETag" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: inputs.slice(0, SHOWN_INPUTS).map(({ key, etag, size_bytes, first_day, last_day }) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: key }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.bytesText)(size_bytes) }), (0, jsx_runtime_1.jsx)("td", { children: first_day == null ? '' : `${first_day} to ${last_day ?? first_day}` }), (0, jsx_runtime_1.jsx)("td", { children: (0, jsx_runtime_1.jsx)("code", { children: etag }) })] }))) })] }) }), inputs.length > SHOWN_INPUTS && ((0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: ["and ", (0, format_1.countText)(inputs.length - SHOWN_INPUTS), " more."] }))] }));
}
function numberOf(count) {
    return count === null ? undefined : (0, format_1.countText)(count);
}
function rejectsText(rejects) {
    const text = Object.entries(rejects)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, count]) => `${(0, format_1.countText)(count)} ${reason}`)
        .join(', ');
    return text === '' ? undefined : text;
}
//# sourceMappingURL=date-page.js.map