"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.MODELS = void 0;
exports.findModel = findModel;
const top_ctr_1 = require("./top-ctr");
const top_products_1 = require("./top-products");
/** Every model, in the order of their activities; a new one is a file beside this and a line here. */
exports.MODELS = [top_products_1.topProducts, top_ctr_1.topCtr];
/** The model of that name; undefined when there is none. */
function findModel(name) {
    return exports.MODELS.find((model) => model.name === name);
}
//# sourceMappingURL=index.js.map