"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.topCtr = void 0;
const utf8_order_1 = require("../utf8-order");
const best_1 = require("./best");
/**
 * The products with the highest `ctr = clicks / impressions` (a fraction), over products with at least one click
 * and one impression; ties by clicks, then by `product_id` in byte order. A ctr above 1 is kept.
 */
exports.topCtr = {
    name: 'TopCTR',
    slug: 'top_ctr',
    logs: ['ads_views'],
    metrics: [
        { name: 'clicks', type: 'integer' },
        { name: 'impressions', type: 'integer' },
        { name: 'ctr', type: 'double' },
    ],
    rank: (products) => (0, best_1.best)(products.filter(({ clicks, impressions }) => clicks > 0 && impressions > 0), (a, b) => ctr(b) - ctr(a) || b.clicks - a.clicks || (0, utf8_order_1.compareUtf8)(a.productId, b.productId)).map((product) => {
        const { productId, clicks, impressions } = product;
        return { productId, metrics: { clicks, impressions, ctr: ctr(product) } };
    }),
};
function ctr({ clicks, impressions }) {
    return clicks / impressions;
}
//# sourceMappingURL=top-ctr.js.map