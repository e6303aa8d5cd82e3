"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SAMPLE_DEFAULTS = void 0;
exports.sampleCommand = sampleCommand;
exports.writeSample = writeSample;
exports.describeSample = describeSample;
const commander_1 = require("commander");
const execution_date_1 = require("../../domain/execution-date");
const sample_options_1 = require("../../sample/sample-options");
const write_sample_1 = require("../../sample/write-sample");
const lake_1 = require("../../storage/lake");
const lake_url_1 = require("../../storage/lake-url");
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const services_1 = require("../services");
/** Rows of each log, days and seed where none are given. */
exports.SAMPLE_DEFAULTS = { rows: 100_000, days: 30, seed: 1 };
const PROGRESS_EVERY_MS = 200;
/** `adtech sample` */
function sampleCommand(onExit) {
    const { rowsPerLog, days, seed, advertisers, inactive, products, skew, malformed } = sample_options_1.SAMPLE_LIMITS;
    return (0, command_1.command)('sample', 'write deterministic sample logs into a lake')
        .requiredOption('--out <url>', 'the lake: s3://bucket/prefix or file:///folder; the logs go below its input/')
        .option('--rows <n>', `rows of each event log, malformed ones included, up to ${english(rowsPerLog.max)}`, wholeNumber(rowsPerLog), exports.SAMPLE_DEFAULTS.rows)
        .option('--days <n>', `days that the rows are spread over, up to ${english(days.max)}`, wholeNumber(days), exports.SAMPLE_DEFAULTS.days)
        .option('--seed <n>', 'another seed gives other logs', wholeNumber(seed), exports.SAMPLE_DEFAULTS.seed)
        .option('--to <date>', 'the last day (default: yesterday)', command_1.dateArgument)
        .option('--advertisers <n>', `active advertisers, up to ${english(advertisers.max)}`, wholeNumber(advertisers), sample_options_1.WORLD_DEFAULTS.advertisers)
        .option('--inactive <n>', 'advertisers that are in the event logs only', wholeNumber(inactive), sample_options_1.WORLD_DEFAULTS.inactive)
        .option('--products <n>', `products of each advertiser, up to ${english(products.max)}, and ${english(sample_options_1.MAX_PAIRS)} of all`, wholeNumber(products), sample_options_1.WORLD_DEFAULTS.products)
        .option('--skew <s>', "exponent of Zipf's law for advertisers and products; 0 is uniform (default: a mild shape)", decimal(skew))
        .option('--malformed <f>', `share of the rows of each event log that are malformed, up to ${malformed.max}, for every reason in turn`, decimal(malformed), sample_options_1.WORLD_DEFAULTS.malformed)
        .option('--parts <n>', `objects of each event log, up to ${english(write_sample_1.MAX_PARTS)}: input/<log>/part-00001.csv and so on`, wholeNumber({ min: 1, max: write_sample_1.MAX_PARTS }), 1)
        .option('--gzip', 'compress the event logs: input/<log>/part-00001.csv.gz', false)
        .option('--overwrite', 'replace logs that are there')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, async ({ settings, out, stop }, options) => {
        const fault = (0, lake_url_1.faultInLakeUrl)(options.out);
        if (fault !== undefined)
            throw new exit_codes_1.UsageError(`--out ${options.out}: ${fault}`);
        const lake = await (0, services_1.lakeAt)(options.out, settings);
        try {
            const { rows, to = (0, execution_date_1.addDays)((0, execution_date_1.utcDay)(new Date()), -1), overwrite = false, parts, gzip } = options;
            const sample = { ...options, rowsPerLog: rows, lastDay: to };
            const written = await writeSample(lake, sample, out, overwrite, { parts, gzip, signal: stop });
            out.report({ lake: lake.url, seed: options.seed, ...jsonOf(written) }, () => {
                printSample(lake, written, out);
            });
            return exit_codes_1.EXIT.done;
        }
        finally {
            lake.close();
        }
    }));
}
/**
 * Writes sample logs into a lake.
 * @throws UsageError when an option is out of range, or when the lake has logs that are not to be replaced.
 */
async function writeSample(lake, options, out, overwrite, form = { parts: 1, gzip: false }) {
    let shownAtMs = -Infinity;
    const onBytes = (key, bytes) => {
        const nowMs = performance.now();
        if (bytes < 1e6 || nowMs < shownAtMs + PROGRESS_EVERY_MS)
            return;
        shownAtMs = nowMs;
        out.progress(`${key}: ${english(Math.round(bytes / 1e6))} MB`);
    };
    try {
        return await (0, write_sample_1.writeSampleLogs)(lake, options, { ...form, overwrite, onBytes });
    }
    catch (error) {
        if (error instanceof RangeError)
            throw new exit_codes_1.UsageError(error.message);
        if (error instanceof write_sample_1.SampleInTheWayError && !error.replaceable) {
            throw new exit_codes_1.UsageError(`${lake.url}/${error.key} exists and would stay beside the sample, so that its rows count too; ` +
                'remove it, or use another --out');
        }
        if (error instanceof write_sample_1.SampleInTheWayError || error instanceof lake_1.LakeObjectExistsError) {
            throw new exit_codes_1.UsageError(`${lake.url}/${error.key} exists; use --overwrite to replace it, or another --out`);
        }
        throw error;
    }
}
function jsonOf(written) {
    return {
        rows: written.rows,
        bytes: written.bytes,
        product_views: written.productViews,
        impressions: written.impressions,
        clicks: written.clicks,
        malformed: written.malformed,
        active_advertisers: written.activeAdvertisers,
        inactive_advertisers: written.inactiveAdvertisers,
        products_per_advertiser: written.productsPerAdvertiser,
        first_day: written.firstDay,
        last_day: written.lastDay,
    };
}
function printSample(lake, written, out) {
    const { rows, bytes, malformed } = written;
    out.done(`${lake.url}/input: ${describeSample(written)}`);
    out.table(['log', 'rows', 'bytes', 'malformed'], [
        ['advertiser_ids', english(rows.advertiser_ids), english(bytes.advertiser_ids), '0'],
        ...['product_views', 'ads_views'].map((log) => [
            log,
            english(rows[log]),
            english(bytes[log]),
            english(totalOf(malformed[log])),
        ]),
    ]);
    if (totalOf(malformed.ads_views) === 0)
        return;
    out.line();
    out.table(['malformed', 'product_views', 'ads_views'], Object.entries(malformed.ads_views).map(([reason, count]) => [
        reason,
        english(malformed.product_views[reason] ?? 0),
        english(count),
    ]));
}
/** A sample in one line. */
function describeSample(summary) {
    const { activeAdvertisers, inactiveAdvertisers, productsPerAdvertiser, firstDay, lastDay } = summary;
    return (`${english(summary.productViews)} product views, ${english(summary.impressions)} impressions and ` +
        `${english(summary.clicks)} clicks of ${english(activeAdvertisers)} active and ${english(inactiveAdvertisers)} ` +
        `inactive advertisers with ${english(productsPerAdvertiser)} products each, ${firstDay} to ${lastDay}`);
}
function totalOf(counts) {
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
function english(count) {
    return count.toLocaleString('en');
}
/** Parses an option that is a whole number from `min` to `max`. */
function wholeNumber(limits) {
    return (text) => checked(text, limits, 'a whole number', Number.isInteger);
}
/** Parses an option that is a number from `min` to `max`. */
function decimal(limits) {
    return (text) => checked(text, limits, 'a number', Number.isFinite);
}
function checked(text, { min, max }, kind, fits) {
    const value = Number(text);
    if (text.trim() !== '' && fits(value) && value >= min && value <= max)
        return value;
    throw new commander_1.InvalidArgumentError(`must be ${kind} from ${english(min)} to ${english(max)}.`);
}
//# sourceMappingURL=sample.js.map