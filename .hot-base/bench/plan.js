"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.MEASURES = exports.LAST_LOG_DAY = exports.LOG_DAYS = exports.PRODUCTS = exports.SIZES = void 0;
exports.createPlan = createPlan;
exports.largestSize = largestSize;
exports.doubled = doubled;
const execution_date_1 = require("../domain/execution-date");
/** The sizes that can be asked for, the smallest first. */
exports.SIZES = [
    { name: 'S', rows: 100_000, activeAdvertisers: 20, inactiveAdvertisers: 5 },
    { name: 'M', rows: 5_000_000, activeAdvertisers: 400, inactiveAdvertisers: 100 },
    { name: 'L', rows: 20_000_000, activeAdvertisers: 2_000, inactiveAdvertisers: 500 },
];
/** Products of each advertiser, of every size. */
exports.PRODUCTS = 100;
/** Days that the logs are spread over, of every size. */
exports.LOG_DAYS = 30;
/** The newest day of the logs; later dates publish the same lists. */
exports.LAST_LOG_DAY = '2024-01-30';
/** What can be measured, in the order in which it is. */
exports.MEASURES = [
    'dates',
    'counting',
    'one-date',
    'many-dates',
    'memory',
    'late-object',
    'two-hosts',
];
/** The smallest size that still has every kind of row, for `--quick`. */
const QUICK_SIZE = { name: 'quick', rows: 20_000, activeAdvertisers: 20, inactiveAdvertisers: 5 };
const QUICK_DATES = 4;
const QUICK_MANY_DATES = 8;
const MANY_DATES = 730;
/** The plan of a whole run, or of a part of it. */
function createPlan(asked) {
    const dates = asked.isQuick ? QUICK_DATES : exports.LOG_DAYS;
    const manyDates = asked.isQuick ? QUICK_MANY_DATES : MANY_DATES;
    const firstDate = (0, execution_date_1.addDays)(exports.LAST_LOG_DAY, 1 - dates);
    return {
        isQuick: asked.isQuick,
        sizes: asked.isQuick ? [QUICK_SIZE] : exports.SIZES.filter((size) => asked.sizes.includes(size)),
        repeats: asked.isQuick ? 1 : asked.repeats,
        measures: exports.MEASURES.filter((measure) => asked.measures.includes(measure)),
        dates: (0, execution_date_1.daysFromTo)(firstDate, exports.LAST_LOG_DAY),
        manyDates: (0, execution_date_1.daysFromTo)(firstDate, (0, execution_date_1.addDays)(firstDate, manyDates - 1)),
    };
}
/** The size that all measures but `dates` use. */
function largestSize(plan) {
    const size = plan.sizes.at(-1);
    if (size === undefined)
        throw new Error('a plan has one size at least');
    return size;
}
/** Twice the rows over the same keys. */
function doubled(size) {
    return { ...size, name: `2×${size.name}`, rows: size.rows * 2 };
}
//# sourceMappingURL=plan.js.map