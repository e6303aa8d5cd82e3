"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.sampleSummary = sampleSummary;
exports.sampleLogs = sampleLogs;
const xoroshiro128plus_1 = require("pure-rand/generator/xoroshiro128plus");
const skipN_1 = require("pure-rand/utils/skipN");
const execution_date_1 = require("../domain/execution-date");
const event_rows_1 = require("./event-rows");
const malformed_rows_1 = require("./malformed-rows");
const pair_draws_1 = require("./pair-draws");
const sample_options_1 = require("./sample-options");
const sample_world_1 = require("./sample-world");
const SEED_WARM_UP_STEPS = 64;
/** Says what `sampleLogs` makes of the same options; throws a RangeError if one of them is out of range. */
function sampleSummary(options) {
    const resolved = (0, sample_options_1.resolveOptions)(options);
    const { rowsPerLog, days, lastDay, advertisers, inactive, products } = resolved;
    const malformedRows = malformedRowsOf(resolved);
    const wellFormedRows = rowsPerLog - malformedRows;
    const clicks = Math.floor(wellFormedRows / event_rows_1.ROWS_PER_CLICK);
    return {
        rows: { advertiser_ids: advertisers, product_views: rowsPerLog, ads_views: rowsPerLog },
        productViews: wellFormedRows,
        impressions: wellFormedRows - clicks,
        clicks,
        malformed: {
            product_views: (0, malformed_rows_1.malformedCounts)('product_views', malformedRows),
            ads_views: (0, malformed_rows_1.malformedCounts)('ads_views', malformedRows),
        },
        activeAdvertisers: advertisers,
        inactiveAdvertisers: inactive,
        productsPerAdvertiser: products,
        firstDay: (0, execution_date_1.addDays)(lastDay, 1 - days),
        lastDay,
    };
}
/**
 * The three logs of a sample, made while they are read; throws a RangeError if an option is out of range.
 * Well-formed rows come in the order of their days, and no day has more than one of them above another. Without its
 * malformed rows an event log is that of the sample of as many rows that has none.
 */
function sampleLogs(options) {
    const resolved = (0, sample_options_1.resolveOptions)(options);
    // Neighbouring seeds start out alike, so the first numbers are thrown away.
    const random = (0, xoroshiro128plus_1.xoroshiro128plus)(resolved.seed);
    (0, skipN_1.skipN)(random, SEED_WARM_UP_STEPS);
    const world = (0, sample_world_1.createWorld)(resolved, random.clone());
    // Jumps give each kind of rows numbers of its own: one kind leaves the others as they are.
    const jumped = () => {
        random.jump();
        return random.clone();
    };
    const [views, ads] = [jumped(), jumped()];
    return [
        { name: 'advertiser_ids', chunks: repeatable(() => activeAdvertisers(resolved, world)) },
        eventLog('product_views', resolved, world, { wellFormed: views, malformed: jumped(), places: jumped() }),
        eventLog('ads_views', resolved, world, { wellFormed: ads, malformed: jumped(), places: jumped() }),
    ];
}
function eventLog(name, options, world, randoms) {
    const { rowsPerLog } = options;
    const malformedRows = malformedRowsOf(options);
    const counts = (0, malformed_rows_1.malformedCounts)(name, malformedRows);
    const createRows = () => {
        const pairs = new pair_draws_1.PairDraws(world, randoms.wellFormed.clone());
        const malformedPairs = new pair_draws_1.PairDraws(world, randoms.malformed.clone());
        const places = randoms.places.clone();
        const malformed = new malformed_rows_1.MalformedRows(name, world, rowsPerLog, counts, places, malformedPairs);
        return new event_rows_1.EventRows(name, options, world, rowsPerLog - malformedRows, pairs, malformed);
    };
    return {
        name,
        chunks: repeatable(() => createRows().chunks(rowsPerLog)),
        *inParts(parts) {
            const rows = createRows();
            for (let part = 1; part <= parts; part += 1)
                yield rows.chunks(Math.floor((part * rowsPerLog) / parts));
        },
    };
}
function malformedRowsOf({ rowsPerLog, malformed }) {
    return Math.round(rowsPerLog * malformed);
}
function repeatable(read) {
    return { [Symbol.iterator]: read };
}
function* activeAdvertisers({ advertisers }, world) {
    let chunk = (0, event_rows_1.header)('advertiser_ids');
    for (let advertiser = 0; advertiser < advertisers; advertiser += 1) {
        chunk += `${(0, sample_world_1.advertiserIdOf)(world, advertiser)}\n`;
        if (chunk.length < event_rows_1.CHUNK_BYTES)
            continue;
        yield Buffer.from(chunk);
        chunk = '';
    }
    if (chunk !== '')
        yield Buffer.from(chunk);
}
//# sourceMappingURL=sample-logs.js.map