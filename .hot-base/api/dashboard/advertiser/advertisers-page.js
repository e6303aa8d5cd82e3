"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.advertisersPage = advertisersPage;
const jsx_runtime_1 = require("preact/jsx-runtime");
const advertisers_1 = require("../../../db/advertisers");
const recommendations_1 = require("../../../db/recommendations");
const models_1 = require("../../../domain/models");
const record_validation_1 = require("../../../domain/record-validation");
const zod_1 = require("../../contract/zod");
const format_1 = require("../format");
const layout_1 = require("../layout");
const page_1 = require("../page");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const model_lists_1 = require("./model-lists");
const SHOWN = 50;
/** Advertisers by a part of their id, each with its first product of each model. */
function advertisersPage(site, { db }) {
    return (0, page_1.page)({
        id: 'advertisersPage',
        path: paths_1.PATHS.advertisers,
        query: zod_1.z.strictObject({
            // Postgres has no text with a NUL, nor has any id.
            q: zod_1.z
                .string()
                .max(record_validation_1.ID_MAX_BYTES)
                .refine((text) => !text.includes('\0'), 'must not have control characters')
                .default(''),
        }),
        scope: 'own',
    }, 
    // What is searched for may be anything: it is not kept, so that it takes no memory from the lists.
    async ({ query: { q } }, caller) => {
        const found = await (0, advertisers_1.searchAdvertisers)(db, q, { among: caller?.advertisers, limit: SHOWN });
        const lists = await (0, recommendations_1.findListsOf)(db, models_1.MODELS, found.ids, { date: undefined, limit: 1 });
        return {
            html: (0, layout_1.toHtml)((0, jsx_runtime_1.jsxs)(layout_1.Layout, { site: site, title: "Advertisers", current: "advertisers", hasSearch: true, children: [(0, jsx_runtime_1.jsx)("h1", { children: "Advertisers" }), (0, jsx_runtime_1.jsx)(layout_1.SearchForm, { id: "search", value: q }), found.count === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: q === ''
                            ? 'No advertiser is known: none was active in a published run.'
                            : `No id has ${JSON.stringify(q)} in it.` })) : ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsxs)("p", { class: "quiet", children: [found.count > found.ids.length
                                        ? `The first ${(0, format_1.countText)(found.ids.length)} of ${(0, format_1.countText)(found.count)}, by id.`
                                        : `${(0, format_1.quantityText)(found.count, 'advertiser')}.`, ' ', lists.date !== null && `First products of ${lists.date}.`] }), (0, jsx_runtime_1.jsx)(Found, { ids: found.ids, lists: lists })] }))] })),
        };
    });
}
function Found({ ids, lists: { lists } }) {
    return ((0, jsx_runtime_1.jsx)(parts_1.Wide, { label: "Advertisers", children: (0, jsx_runtime_1.jsxs)("table", { children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Advertiser" }), models_1.MODELS.map((model) => ((0, jsx_runtime_1.jsxs)("th", { scope: "col", colSpan: 2, children: [model.name, ", ", (0, model_lists_1.captionOf)(model)] })))] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: ids.map((id) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.advertiserHref)(id), children: id }) }), models_1.MODELS.map((model) => {
                                const first = lists.get(id)?.[model.slug]?.[0];
                                const leading = (0, model_lists_1.leadingMetric)(model);
                                if (first === undefined || leading === undefined) {
                                    return ((0, jsx_runtime_1.jsx)("td", { colSpan: 2, class: "quiet", children: "no list" }));
                                }
                                return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("td", { children: first.product_id }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, model_lists_1.metricText)(leading, (0, model_lists_1.figureOf)(first, leading)) })] }));
                            })] }))) })] }) }));
}
//# sourceMappingURL=advertisers-page.js.map