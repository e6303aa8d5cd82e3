"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.medianShared = medianShared;
exports.Agreement = Agreement;
const jsx_runtime_1 = require("preact/jsx-runtime");
const format_1 = require("../format");
const parts_1 = require("../parts");
const paths_1 = require("../paths");
const histogram_1 = require("./histogram");
const SHOWN = 10;
/** The middle of the numbers of shared products. */
function medianShared(agreement) {
    const sorted = agreement.map(({ shared_products }) => shared_products).sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
/** How many products the two models have in common, advertiser by advertiser. */
function Agreement({ agreement, models, }) {
    const most = agreement[0]?.shared_products ?? 0;
    const bins = Array.from({ length: most + 1 }, (_, shared) => ({
        name: String(shared),
        count: agreement.filter(({ shared_products }) => shared_products === shared).length,
    }));
    return ((0, jsx_runtime_1.jsxs)("section", { "aria-labelledby": "agreement", children: [(0, jsx_runtime_1.jsxs)("h2", { id: "agreement", children: ["Agreement ", (0, jsx_runtime_1.jsxs)("small", { class: "quiet", children: ["products in the lists of both ", models.join(' and ')] })] }), agreement.length === 0 ? ((0, jsx_runtime_1.jsx)(parts_1.Empty, { children: "No advertiser has a list on this date." })) : ((0, jsx_runtime_1.jsxs)("div", { class: "columns", children: [(0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Advertisers by shared products" }), (0, jsx_runtime_1.jsx)(histogram_1.Histogram, { label: "Advertisers by the number of products that both models list", kind: "Shared", unit: "Advertisers", bins: bins })] }), (0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Agree most" }), (0, jsx_runtime_1.jsx)(Advertisers, { rows: agreement.slice(0, SHOWN) })] }), agreement.length > SHOWN && ((0, jsx_runtime_1.jsxs)("div", { children: [(0, jsx_runtime_1.jsx)("h3", { children: "Agree least" }), (0, jsx_runtime_1.jsx)(Advertisers, { rows: agreement.slice(Math.max(SHOWN, agreement.length - SHOWN)).reverse() })] }))] }))] }));
}
function Advertisers({ rows }) {
    return ((0, jsx_runtime_1.jsxs)("table", { class: "bars", children: [(0, jsx_runtime_1.jsx)("thead", { children: (0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "col", children: "Advertiser" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", class: "n", children: "Shared" }), (0, jsx_runtime_1.jsx)("th", { scope: "col", colSpan: 2, children: "Jaccard index" })] }) }), (0, jsx_runtime_1.jsx)("tbody", { children: rows.map(({ advertiser_id, shared_products, jaccard }) => ((0, jsx_runtime_1.jsxs)("tr", { children: [(0, jsx_runtime_1.jsx)("th", { scope: "row", children: (0, jsx_runtime_1.jsx)("a", { href: (0, paths_1.advertiserHref)(advertiser_id), children: advertiser_id }) }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: shared_products }), (0, jsx_runtime_1.jsx)("td", { class: "n", children: (0, format_1.percentText)(jaccard) }), (0, jsx_runtime_1.jsx)("td", { class: "stretch", children: (0, jsx_runtime_1.jsx)(parts_1.Bar, { share: jaccard }) })] }))) })] }));
}
//# sourceMappingURL=agreement.js.map