"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.topProducts = void 0;
const utf8_order_1 = require("../utf8-order");
const best_1 = require("./best");
/** The products with the most product views; ties by `product_id` in byte order. */
exports.topProducts = {
    name: 'TopProducts',
    slug: 'top_products',
    logs: ['product_views'],
    metrics: [{ name: 'views', type: 'integer' }],
    rank: (products) => (0, best_1.best)(products.filter(({ views }) => views > 0), (a, b) => b.views - a.views || (0, utf8_order_1.compareUtf8)(a.productId, b.productId)).map(({ productId, views }) => ({ productId, metrics: { views } })),
};
//# sourceMappingURL=top-products.js.map