"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.overviewPage = overviewPage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const execution_date_1 = require("../../../domain/execution-date");
const values_1 = require("../../contract/values");
const zod_1 = require("../../contract/zod");
const format_1 = require("../format");
const layout_1 = require("../layout");
const page_1 = require("../page");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const attention_1 = require("./attention");
const calendar_1 = require("./calendar");
const matrix_1 = require("./matrix");
const rejects_1 = require("./rejects");
const volume_1 = require("./volume");
/** What runs do is told by no notification, so that a page of it is soon read anew. */
const KEPT_FOR_MS = 5_000;
/** How everything stands: freshness, dates against steps, volume, rejects. */
function overviewPage(site, { db, now, startDate, temporalUi }) {
    return (0, page_1.page)({
        id: 'overviewPage',
        path: paths_1.PATHS.overview,
        query: zod_1.z.strictObject({ to: values_1.Day.optional() }),
        scope: 'all',
    }, async ({ query: { to } }) => {
        const calendar = await (0, calendar_1.readCalendar)(db, { startDate, to, now: now() });
        const isEmpty = calendar.span.last === null && calendar.dates.every(({ run }) => run === undefined);
        return {
            html: (0, layout_1.toHtml)((0, jsx_runtime_1.jsx)(layout_1.Layout, { site: site, title: "Overview", current: "overview", children: isEmpty ? ((0, jsx_runtime_1.jsx)(Nothing, { calendar: calendar })) : ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)(Freshness, { calendar: calendar }), (0, jsx_runtime_1.jsx)(attention_1.Attention, { calendar: calendar }), (0, jsx_runtime_1.jsx)(volume_1.Volume, { calendar: calendar }), (0, jsx_runtime_1.jsx)(matrix_1.Matrix, { calendar: calendar, temporalUi: temporalUi }), (0, jsx_runtime_1.jsx)(rejects_1.Rejects, { calendar: calendar })] })) })),
            dates: { from: execution_date_1.FIRST_DAY },
            keptForMs: KEPT_FOR_MS,
        };
    });
}
function Nothing({ calendar: { firstDate, lastDue } }) {
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("h1", { children: "Nothing is published yet" }), firstDate > lastDue ? ((0, jsx_runtime_1.jsxs)(parts_1.Empty, { children: ["The first execution date is ", firstDate, ": it is due at 23:00 UTC of that day."] })) : ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsxs)(parts_1.Empty, { children: [firstDate, " is the first execution date (START_DATE); dates up to ", lastDue, " are due, and no run has begun. With a worker running, this puts the daily schedule in place and starts every date that is due:"] }), (0, jsx_runtime_1.jsx)(parts_1.Command, { text: "npx adtech schedule apply" })] }))] }));
}
function Freshness({ calendar }) {
    const { span, dates, lastDue, readAt } = calendar;
    const late = (0, calendar_1.lateSeconds)(calendar);
    const newest = dates.find(({ date }) => date === span.last);
    const isRunning = dates.some(({ date, state }) => date > (span.last ?? '') && state === 'running');
    const faulty = dates.filter(({ state }) => state === 'failed' || state === 'missing').length;
    const [mark, words] = late === 0
        ? [
            faulty === 0 ? 'done' : 'failed',
            `Fresh: ${span.last ?? ''} is published${faulty === 0 ? '' : `, ${(0, format_1.quantityText)(faulty, 'date')} to look at`}`,
        ]
        : isRunning
            ? ['running', `${lastDue} is on its way`]
            : ['failed', `Late by ${(0, format_1.durationText)(late)}: ${lastDue} is not published`];
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("h1", { class: `state ${mark}`, children: words }), (0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: [newest?.published === undefined
                        ? 'No date of this page is published. '
                        : `Published at ${(0, format_1.instantText)(newest.published.published_at)}. `, "As of ", (0, format_1.instantText)(readAt), "."] }), (0, jsx_runtime_1.jsx)(parts_1.Tiles, { tiles: tilesOf(calendar) })] }));
}
function tilesOf({ span, dates, advertisers }) {
    const published = dates.filter((one) => one.published !== undefined);
    const newest = published.at(-1);
    const rejected = newest?.published;
    const totals = newest?.totals;
    return [
        {
            name: 'Dates published',
            value: `${(0, format_1.countText)(published.length)} of ${(0, format_1.countText)(dates.length)}`,
            note: dates.length === 0 ? undefined : (0, format_1.daysText)(dates.map(({ date }) => date)),
        },
        {
            name: 'Advertisers with lists',
            value: (0, format_1.countText)(advertisers),
            note: span.last === null ? undefined : `on ${span.last}`,
        },
        ...(totals?.views == null
            ? []
            : [
                {
                    name: 'Product views',
                    value: (0, format_1.countText)(totals.views),
                    note: `on ${totals.date}`,
                },
                {
                    name: 'ctr',
                    value: totals.ctr === null ? 'none' : (0, format_1.percentText)(totals.ctr),
                    note: `${(0, format_1.quantityText)(totals.clicks ?? 0, 'click')} ÷ ${(0, format_1.quantityText)(totals.impressions ?? 0, 'impression')}`,
                },
            ]),
        ...(rejected === undefined
            ? []
            : [
                {
                    name: 'Rejected rows',
                    value: (0, format_1.countText)(rejected.rows_rejected),
                    note: rejected.rows_read === 0
                        ? 'no row was read'
                        : `${(0, format_1.percentText)(rejected.rows_rejected / rejected.rows_read)} of ${(0, format_1.quantityText)(rejected.rows_read, 'row')}`,
                },
            ]),
    ];
}
//# sourceMappingURL=overview-page.js.map