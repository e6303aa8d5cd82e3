"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ClickChart = ClickChart;
const jsx_runtime_1 = require("preact/jsx-runtime");
const format_1 = require("../format");
const scale_1 = require("./scale");
const WIDTH = 620;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 70, top: 28, bottom: 40 };
/** Products that are named beside their dot, where there is room for it. */
const NAMED = 5;
const LABEL_LENGTH = 16;
const CHARACTER = { width: 8, height: 14 };
const GUIDES = 3;
/** Clicks against impressions, a dot for each product; along a guide the ctr is the same. */
function ClickChart({ products }) {
    const right = (0, scale_1.roundMaximum)(Math.max(...products.map(({ impressions }) => impressions)));
    const top = (0, scale_1.roundMaximum)(Math.max(...products.map(({ clicks }) => clicks)));
    const x = (impressions) => MARGIN.left + (impressions / right) * (WIDTH - MARGIN.left - MARGIN.right);
    const y = (clicks) => HEIGHT - MARGIN.bottom - (clicks / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
    const best = (0, scale_1.roundMaximum)(Math.max(...products.map(({ clicks, impressions }) => clicks / impressions)));
    const longest = Math.max(...products.map(({ product }) => product.length));
    const room = CHARACTER.width * (1 + Math.min(LABEL_LENGTH, longest));
    const named = [];
    for (const one of products.slice(0, NAMED)) {
        const isFree = named.every((other) => Math.abs(x(other.impressions) - x(one.impressions)) > room ||
            Math.abs(y(other.clicks) - y(one.clicks)) > CHARACTER.height);
        if (isFree)
            named.push(one);
    }
    const guides = Array.from({ length: GUIDES }, (_, i) => best / 2 ** (i + 1));
    return ((0, jsx_runtime_1.jsxs)("svg", { class: "clicks", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, role: "img", "aria-label": `Clicks against impressions of ${String(products.length)} products; the table of TopCTR above has the same.`, children: [(0, jsx_runtime_1.jsx)("path", { class: "grid", d: `M${x(0)} ${y(top)}V${y(0)}H${x(right)}` }), [0, 0.5, 1].map((part) => ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("text", { class: "tick", x: x(part * right), y: HEIGHT - MARGIN.bottom + 16, "text-anchor": "middle", children: (0, format_1.countText)(part * right) }), Number.isInteger(part * top) && ((0, jsx_runtime_1.jsx)("text", { class: "tick", x: MARGIN.left - 6, y: y(part * top) + 4, "text-anchor": "end", children: (0, format_1.countText)(part * top) }))] }))), (0, jsx_runtime_1.jsx)("text", { class: "tick", x: x(right), y: HEIGHT - 6, "text-anchor": "end", children: "impressions \u2192" }), (0, jsx_runtime_1.jsx)("text", { class: "tick", x: MARGIN.left + 8, y: y(top) + 4, children: "\u2191 clicks" }), guides.map((ctr) => {
                // As far as the frame goes, upwards or to the right.
                const impressions = Math.min(right, top / ctr);
                const [endX, endY] = [x(impressions), y(impressions * ctr)];
                return ((0, jsx_runtime_1.jsxs)(jsx_runtime_1.Fragment, { children: [(0, jsx_runtime_1.jsx)("path", { class: "guide", d: `M${x(0)} ${y(0)}L${(0, scale_1.coordinate)(endX)} ${(0, scale_1.coordinate)(endY)}` }), (0, jsx_runtime_1.jsx)("text", { class: "tick", x: endX + 4, y: endY + 4, children: (0, format_1.percentText)(ctr) })] }));
            }), products.map(({ product, rank, clicks, impressions }) => ((0, jsx_runtime_1.jsxs)("g", { class: rank <= NAMED ? `c${String(rank)}` : 'rest', children: [(0, jsx_runtime_1.jsx)("title", { children: `${product}: ${(0, format_1.countText)(clicks)} clicks, ${(0, format_1.countText)(impressions)} impressions, ctr ${(0, format_1.percentText)(clicks / impressions)}` }), (0, jsx_runtime_1.jsx)("circle", { cx: (0, scale_1.coordinate)(x(impressions)), cy: (0, scale_1.coordinate)(y(clicks)), r: 5 }), named.some((one) => one.product === product) && ((0, jsx_runtime_1.jsx)("text", { x: (0, scale_1.coordinate)(x(impressions) + 8), y: (0, scale_1.coordinate)(y(clicks) - 6), children: product.slice(0, LABEL_LENGTH) }))] })))] }));
}
//# sourceMappingURL=click-chart.js.map