"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.LOG_COUNTERS = exports.COUNTER_WORDS = exports.COUNTERS = exports.LOG_NAMES = exports.EVENT_LOGS = exports.LOG_COLUMNS = void 0;
/** The logs that a run reads, by name, with the columns that each must have. */
exports.LOG_COLUMNS = {
    advertiser_ids: ['advertiser_id'],
    product_views: ['advertiser_id', 'product_id', 'date'],
    ads_views: ['advertiser_id', 'product_id', 'type', 'date'],
};
/** The logs of events, which every date reads. */
exports.EVENT_LOGS = ['product_views', 'ads_views'];
/** All logs, the active list first. */
exports.LOG_NAMES = Object.keys(exports.LOG_COLUMNS);
/** What one event adds 1 to. */
exports.COUNTERS = ['views', 'impressions', 'clicks'];
/** What people call what is counted. */
exports.COUNTER_WORDS = {
    views: 'product views',
    impressions: 'impressions',
    clicks: 'clicks',
};
/** The counters that the events of each log add to. */
exports.LOG_COUNTERS = {
    product_views: ['views'],
    ads_views: ['impressions', 'clicks'],
};
//# sourceMappingURL=logs.js.map