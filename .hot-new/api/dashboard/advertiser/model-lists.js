"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.captionOf = captionOf;
exports.leadingMetric = leadingMetric;
exports.figureOf = figureOf;
exports.metricText = metricText;
exports.productsInAll = productsInAll;
const models_1 = require("../../../domain/models");
const format_1 = require("../format");
/** Why the products of a model are good, as it is said to a reader. */
const CAPTIONS = {
    TopProducts: 'most product views',
    TopCTR: 'best ctr = clicks ÷ impressions',
};
/** What a model's list is about; its name alone for one without a caption. */
function captionOf(model) {
    return CAPTIONS[model.name] ?? model.name;
}
/** The figure that a model's products are told apart by: the one with a fraction, or else the first. */
function leadingMetric({ metrics }) {
    return metrics.find(({ type }) => type === 'double') ?? metrics[0];
}
/** A figure of a product. */
function figureOf(entry, { name }) {
    return Number(entry[name]);
}
/** A figure as text: a ctr in percent, anything else as a count. */
function metricText({ name, type }, value) {
    if (name === 'ctr')
        return (0, format_1.percentText)(value);
    return type === 'integer' ? (0, format_1.countText)(value) : value.toPrecision(3);
}
/** The products that the newest lists of all models share. */
function productsInAll(lists) {
    const [first = new Set(), ...others] = models_1.MODELS.map(({ slug }) => new Set((lists[slug] ?? []).map(({ product_id }) => product_id)));
    return new Set([...first].filter((product) => others.every((list) => list.has(product))));
}
//# sourceMappingURL=model-lists.js.map