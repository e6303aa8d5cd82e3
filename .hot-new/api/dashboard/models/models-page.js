"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.modelsPage = modelsPage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const list_overlap_1 = require("../../../db/list-overlap");
const snapshot_1 = require("../../../db/snapshot");
const statistics_1 = require("../../../db/statistics");
const execution_date_1 = require("../../../domain/execution-date");
const models_1 = require("../../../domain/models");
const top_ctr_1 = require("../../../domain/models/top-ctr");
const top_products_1 = require("../../../domain/models/top-products");
const zod_1 = require("../../contract/zod");
const format_1 = require("../format");
const layout_1 = require("../layout");
const page_1 = require("../page");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const agreement_1 = require("./agreement");
const change_1 = require("./change");
/** How far the models agree, and how much their lists change. */
function modelsPage(site, { db }) {
    return (0, page_1.page)({ id: 'modelsPage', path: paths_1.PATHS.models, query: zod_1.z.strictObject({}), scope: 'all' }, async () => {
        const found = await (0, snapshot_1.inSnapshot)(db, async (trx) => {
            const statistics = await (0, statistics_1.readStatistics)(trx, models_1.MODELS, [top_products_1.topProducts, top_ctr_1.topCtr]);
            const days = statistics.runs.map(({ date }) => date).reverse();
            const portions = await (0, list_overlap_1.findPortions)(trx);
            const changes = {};
            for (const model of models_1.MODELS)
                changes[model.name] = await (0, list_overlap_1.findDayChanges)(trx, model, days, portions);
            return { statistics, changes };
        });
        return {
            html: (0, layout_1.toHtml)((0, jsx_runtime_1.jsxs)(layout_1.Layout, { site: site, title: "Models", current: "models", children: [(0, jsx_runtime_1.jsx)("h1", { children: "Models" }), found.statistics.date === null ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "Nothing is published yet, so that there is nothing to compare." })) : ((0, jsx_runtime_1.jsx)(Comparison, { ...found }))] })),
            dates: { from: execution_date_1.FIRST_DAY },
        };
    });
}
function Comparison({ statistics, changes }) {
    const { date, window, agreement, most_changed: mostChanged } = statistics;
    return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: ["Lists of ", date, ", ", (0, format_1.quantityText)(statistics.advertiser_count, 'advertiser'), "; changes from ", window.from, ' ', "to ", window.to, "."] }), (0, jsx_runtime_1.jsx)(parts_1.Tiles, { tiles: [
                    {
                        name: 'Products in both lists',
                        value: agreement.length === 0 ? 'none' : (0, agreement_1.medianShared)(agreement),
                        note: 'median over advertisers, of at most 20',
                    },
                    ...models_1.MODELS.map(({ name }) => ({
                        name: `${name}: change from day to day`,
                        value: meanChange(changes[name] ?? []) ?? 'unknown',
                        note: 'mean Jaccard distance: 0 % the same products, 100 % none shared',
                    })),
                ] }), (0, jsx_runtime_1.jsx)(agreement_1.Agreement, { agreement: agreement, models: [top_products_1.topProducts.name, top_ctr_1.topCtr.name] }), models_1.MODELS.map((model) => ((0, jsx_runtime_1.jsx)(change_1.Change, { model: model, days: changes[model.name] ?? [], most: mostChanged[model.name] ?? [] })))] }));
}
function meanChange(days) {
    const advertisers = days.reduce((sum, day) => sum + day.advertisers, 0);
    if (advertisers === 0)
        return undefined;
    return (0, format_1.percentText)(days.reduce((sum, day) => sum + day.mean_change * day.advertisers, 0) / advertisers);
}
//# sourceMappingURL=models-page.js.map