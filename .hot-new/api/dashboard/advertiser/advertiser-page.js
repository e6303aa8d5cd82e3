"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.advertiserPage = advertiserPage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const recommendations_1 = require("../../../db/recommendations");
const execution_date_1 = require("../../../domain/execution-date");
const models_1 = require("../../../domain/models");
const top_ctr_1 = require("../../../domain/models/top-ctr");
const values_1 = require("../../contract/values");
const zod_1 = require("../../contract/zod");
const recommendations_2 = require("../../routes/recommendations");
const click_chart_1 = require("../charts/click-chart");
const format_1 = require("../format");
const layout_1 = require("../layout");
const page_1 = require("../page");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const list_table_1 = require("./list-table");
const model_lists_1 = require("./model-lists");
const rank_history_1 = require("./rank-history");
const DAYS = 14;
const MAX_DAYS = 90;
const OFFERED_DAYS = [7, 14, 30, 90];
/** An advertiser's lists, side by side, and how they came about. */
function advertiserPage(site, { db }) {
    return (0, page_1.page)({
        id: 'advertiserPage',
        path: paths_1.PATHS.advertiser,
        params: zod_1.z.object({ advertiser: values_1.AdvertiserId }),
        query: zod_1.z.strictObject({ days: (0, values_1.integerParameter)(2, MAX_DAYS, DAYS) }),
        scope: 'advertiser',
    }, async ({ params: { advertiser }, query: { days } }) => {
        const found = await (0, recommendations_1.findHistory)(db, models_1.MODELS, advertiser, days);
        if (found === undefined)
            throw (0, recommendations_2.unknownAdvertiser)(advertiser);
        const { newestDate, lists } = found;
        return {
            html: (0, layout_1.toHtml)((0, jsx_runtime_1.jsxs)(layout_1.Layout, { site: site, title: advertiser, current: "advertisers", children: [(0, jsx_runtime_1.jsxs)("h1", { children: [(0, jsx_runtime_1.jsx)("span", { class: "quiet", children: "Advertiser" }), " ", advertiser] }), newestDate === null ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "Nothing is published." })) : ((0, jsx_runtime_1.jsx)(Lists, { advertiser: advertiser, date: newestDate, days: days, history: lists }))] })),
            dates: { from: newestDate === null ? execution_date_1.FIRST_DAY : (0, execution_date_1.addDays)(newestDate, 1 - days) },
        };
    });
}
function Lists({ advertiser, date, days, history }) {
    const newest = Object.fromEntries(models_1.MODELS.map(({ slug }) => [slug, entriesOn(history[slug], date)]));
    const shared = (0, model_lists_1.productsInAll)(newest);
    const before = previousDate(history, date);
    const ads = newest[top_ctr_1.topCtr.slug] ?? [];
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: ["Lists of ", (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.dateHref)(date), children: date }), ", the newest published date.", ' ', shared.size === 0 ? 'No product is' : (0, format_1.quantityText)(shared.size, 'product is', 'products are'), " in the lists of all models", shared.size > 0 && (0, jsx_runtime_1.jsx)("span", { class: "both", children: " \u25C6" }), ".", ' ', before !== undefined && `Moves are since ${before}.`] }), (0, jsx_runtime_1.jsx)("div", { class: "lists", children: models_1.MODELS.map((model) => ((0, jsx_runtime_1.jsx)(list_table_1.ListTable, { model: model, entries: newest[model.slug] ?? [], before: before === undefined ? undefined : ranksOn(history[model.slug], before), shared: shared }))) }), (0, jsx_runtime_1.jsxs)("p", { class: "choice", children: ["Rank history over:", ' ', OFFERED_DAYS.map((offered) => ((0, jsx_runtime_1.jsxs)("a", { href: (0, paths_1.advertiserHref)(advertiser, offered), "aria-current": offered === days ? 'true' : undefined, children: [offered, " days"] })))] }), (0, jsx_runtime_1.jsx)("div", { class: "lists", children: models_1.MODELS.map((model) => ((0, jsx_runtime_1.jsx)(rank_history_1.RankHistory, { model: model, days: (0, execution_date_1.daysFromTo)((0, execution_date_1.addDays)(date, 1 - days), date), entries: history[model.slug] ?? [] }))) }), ads.length > 0 && ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "clicks", children: [(0, jsx_runtime_1.jsxs)("h2", { id: "clicks", children: ["Clicks against impressions", ' ', (0, jsx_runtime_1.jsxs)("small", { class: "quiet", children: ["products of ", top_ctr_1.topCtr.name, ", all history up to ", date] })] }), (0, jsx_runtime_1.jsx)(parts_1.Wide, { label: "Clicks against impressions", children: (0, jsx_runtime_1.jsx)(click_chart_1.ClickChart, { products: ads.map(adCounts) }) })] }))] }));
}
function adCounts(entry) {
    return {
        product: entry.product_id,
        rank: entry.rank,
        clicks: Number(entry['clicks']),
        impressions: Number(entry['impressions']),
    };
}
function entriesOn(entries, date) {
    return (entries ?? []).filter((entry) => entry.date === date);
}
function ranksOn(entries, date) {
    return new Map(entriesOn(entries, date).map(({ product_id, rank }) => [product_id, rank]));
}
/** The newest day before `date` with a list of any model. */
function previousDate(history, date) {
    return Object.values(history)
        .flatMap((entries) => entries.map((entry) => entry.date))
        .filter((other) => other < date)
        .reduce((newest, other) => (newest === undefined || other > newest ? other : newest), undefined);
}
//# sourceMappingURL=advertiser-page.js.map