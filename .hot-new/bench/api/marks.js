"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PRODUCT_ID_SQL = exports.DATE = void 0;
exports.markOfProduct = markOfProduct;
exports.instantOfMark = instantOfMark;
exports.markOfInstant = markOfInstant;
const execution_date_1 = require("../../domain/execution-date");
/** The one date that is published. */
exports.DATE = '2024-01-30';
/** The SQL of a product's id from `mark`, `advertiser_id` and `rank`: 6 characters, the first two its publication's mark. */
exports.PRODUCT_ID_SQL = `lpad(mark::text, 2, '0') || left(md5(advertiser_id || rank), 2) || lpad(rank::text, 2, '0')`;
/** The mark in a product's id. */
function markOfProduct(productId) {
    return Number(productId.slice(0, 2));
}
/** When the publication of a mark was made, as far as readers are told. */
function instantOfMark(mark) {
    return new Date((0, execution_date_1.scheduledTime)(exports.DATE).getTime() + mark * 1_000).toISOString();
}
/** The mark of the publication that was made then. */
function markOfInstant(publishedAt) {
    return (Date.parse(publishedAt) - (0, execution_date_1.scheduledTime)(exports.DATE).getTime()) / 1_000;
}
//# sourceMappingURL=marks.js.map