"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SettingsError = exports.DEFAULT_METRICS_PORT = exports.DEFAULT_PORT = exports.DEFAULT_START_DATE = void 0;
exports.loadSettings = loadSettings;
exports.childEnvironment = childEnvironment;
const envconfig_1 = require("@temporalio/envconfig");
const zod_1 = require("zod");
const execution_date_1 = require("../domain/execution-date");
const lake_url_1 = require("../storage/lake-url");
/** First execution date where none is set. */
exports.DEFAULT_START_DATE = '2024-11-29';
/** The API's port where none is set. */
exports.DEFAULT_PORT = 8000;
/** The port of the metrics where none is set. */
exports.DEFAULT_METRICS_PORT = 9464;
/** The settings cannot be used; `faults` lists all that is wrong, and holds no value of a secret. */
class SettingsError extends Error {
    faults;
    name = 'SettingsError';
    constructor(faults) {
        super(`settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
        this.faults = faults;
    }
}
exports.SettingsError = SettingsError;
const port = wholeNumber(0, 65_535, 'must be a port, 0 to 65535');
const endpoint = zod_1.z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });
const schema = zod_1.z.object({
    LAKE_URL: zod_1.z
        .string()
        .refine((url) => (0, lake_url_1.faultInLakeUrl)(url) === undefined, 'must be s3://bucket/prefix or file:///folder')
        .optional(),
    AWS_ENDPOINT_URL_S3: endpoint.optional(),
    AWS_ENDPOINT_URL: endpoint.optional(),
    AWS_REGION: zod_1.z.string().optional(),
    AWS_DEFAULT_REGION: zod_1.z.string().optional(),
    DATABASE_URL: zod_1.z
        .string()
        .refine((url) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url), 'must be a postgres://… URL (its value is not shown)')
        .optional(),
    START_DATE: zod_1.z.string().refine(execution_date_1.isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD').optional(),
    MAX_REJECTED_FRACTION: numberText((value) => value <= 1, 'must be a number from 0 to 1').default(0.05),
    PORT: port.optional(),
    METRICS_PORT: port.optional(),
    API_KEYS: zod_1.z.enum(['required', 'off'], { error: 'must be required or off' }).default('off'),
    RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000_000, 'must be a whole number of requests, 0 (no limit) to 1000000000').default(60_000),
    TRUST_PROXY: wholeNumber(0, 10, 'must be the number of proxies in front, 0 to 10').default(0),
    CORS_ORIGINS: zod_1.z
        .string()
        .transform((text) => text.split(',').map((origin) => origin.trim()))
        .refine((origins) => origins.every(isOrigin), 'must be origins as browsers send them, with commas between: https://ads.example,http://localhost:3000')
        .default([]),
    API_CACHE_MB: wholeNumber(1, 65_536, 'must be a whole number of MB, 1 to 65536').default(64),
    TEMPORAL_UI_URL: endpoint
        .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user or a password')
        .optional(),
});
/** No path, no upper case, no default port: a browser never sends those, and would be refused without a word. */
function isOrigin(text) {
    return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
function wholeNumber(min, max, error) {
    return numberText((value) => Number.isInteger(value) && value >= min && value <= max, error);
}
/** A number of digits with at most one point, as nobody misreads it. */
function numberText(isValid, error) {
    return zod_1.z
        .string()
        .refine((text) => /^\d*\.?\d+$/.test(text) && isValid(Number(text)), error)
        .transform(Number);
}
/**
 * Reads the settings from the environment (an empty value counts as none), once and as a whole.
 * @throws SettingsError with every fault at once.
 */
function loadSettings(env = process.env) {
    const set = Object.fromEntries(Object.entries(env).filter((entry) => (entry[1] ?? '') !== ''));
    const faults = [];
    const parsed = schema.safeParse(set);
    if (!parsed.success) {
        faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
    }
    const temporal = readTemporal(set, faults);
    if (!parsed.success || temporal === undefined)
        throw new SettingsError(faults);
    const values = parsed.data;
    return Object.freeze({
        lakeUrl: values.LAKE_URL,
        s3Endpoint: values.AWS_ENDPOINT_URL_S3 ?? values.AWS_ENDPOINT_URL,
        s3Region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION,
        databaseUrl: values.DATABASE_URL,
        temporal,
        startDate: values.START_DATE,
        maxRejectedFraction: values.MAX_REJECTED_FRACTION,
        port: values.PORT,
        metricsPort: values.METRICS_PORT,
        apiKeysRequired: values.API_KEYS === 'required',
        rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
        trustedProxies: values.TRUST_PROXY,
        corsOrigins: Object.freeze(values.CORS_ORIGINS),
        apiCacheMb: values.API_CACHE_MB,
        temporalUiUrl: values.TEMPORAL_UI_URL,
    });
}
function readTemporal(env, faults) {
    try {
        return (0, envconfig_1.loadClientConnectConfig)({ overrideEnvVars: env });
    }
    catch (error) {
        // Further lines of a message quote the profile file, which may hold the API key.
        const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
        const line = error instanceof Error && 'line' in error ? ` (line ${String(error.line)} of its file)` : '';
        faults.push(`TEMPORAL_* ${what}${line}`);
        return undefined;
    }
}
/** The environment for programs that are started, such as those that find others on the PATH. */
function childEnvironment() {
    return process.env;
}
//# sourceMappingURL=settings.js.map