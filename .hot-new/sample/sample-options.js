"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WORLD_DEFAULTS = exports.MAX_PAIRS = exports.SAMPLE_LIMITS = void 0;
exports.resolveOptions = resolveOptions;
const execution_date_1 = require("../domain/execution-date");
/** Smallest and largest value of each number that a sample is made from; whole numbers but for `skew` and `malformed`. */
exports.SAMPLE_LIMITS = {
    /** The largest is about 40 GB for each log. */
    rowsPerLog: { min: 0, max: 1_000_000_000 },
    /** The largest is a century. */
    days: { min: 1, max: 36_525 },
    /** The generator's state holds 32 bits of it. */
    seed: { min: 0, max: 0xffff_ffff },
    advertisers: { min: 1, max: 1_000_000 },
    inactive: { min: 0, max: 1_000_000 },
    products: { min: 1, max: 100_000 },
    skew: { min: 0, max: 10 },
    malformed: { min: 0, max: 0.5 },
};
/** Most products of all advertisers together, active or not: with these a sample takes about 600 MB of memory. */
exports.MAX_PAIRS = 20_000_000;
/** What a sample is made of where its options do not say. */
exports.WORLD_DEFAULTS = { advertisers: 20, inactive: 5, products: 100, malformed: 0 };
/** Fills in the defaults; throws a RangeError that names the option if one is out of range. */
function resolveOptions(options) {
    const resolved = {
        ...options,
        advertisers: options.advertisers ?? exports.WORLD_DEFAULTS.advertisers,
        inactive: options.inactive ?? exports.WORLD_DEFAULTS.inactive,
        products: options.products ?? exports.WORLD_DEFAULTS.products,
        skew: options.skew,
        malformed: options.malformed ?? exports.WORLD_DEFAULTS.malformed,
    };
    for (const name of ['rowsPerLog', 'days', 'seed', 'advertisers', 'inactive', 'products']) {
        if (!Number.isInteger(resolved[name]))
            refuse(name, 'a whole number', resolved[name]);
        check(name, 'a whole number', resolved[name]);
    }
    check('malformed', 'a number', resolved.malformed);
    if (resolved.skew !== undefined)
        check('skew', 'a number', resolved.skew);
    const { days, lastDay, products } = resolved;
    const all = resolved.advertisers + resolved.inactive;
    if (all * products > exports.MAX_PAIRS) {
        throw new RangeError(`${all} advertisers, active and inactive, with ${products} products each are more than ` +
            `${exports.MAX_PAIRS} products in all; ask for fewer products or advertisers`);
    }
    if (!(0, execution_date_1.isCalendarDay)(lastDay))
        throw new RangeError(`lastDay must be a day as YYYY-MM-DD, not "${lastDay}"`);
    if (!(0, execution_date_1.isCalendarDay)((0, execution_date_1.addDays)(lastDay, 1 - days))) {
        throw new RangeError(`${days} days up to ${lastDay} begin before the year 1`);
    }
    return resolved;
}
function check(name, kind, value) {
    const { min, max } = exports.SAMPLE_LIMITS[name];
    // Written so that NaN does not pass.
    if (!(value >= min && value <= max))
        refuse(name, kind, value);
}
function refuse(name, kind, value) {
    const { min, max } = exports.SAMPLE_LIMITS[name];
    throw new RangeError(`${name} must be ${kind} from ${min} to ${max}, not ${value}`);
}
//# sourceMappingURL=sample-options.js.map