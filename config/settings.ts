import { readFileSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { CONTRACT_MODELS, MODELS } from '../domain/models';
import { DEFAULT_HALF_LIFE_DAYS } from '../domain/recent-views';
import { faultInOptions } from '../db/connection-url';
import { faultInLakeUrl } from '../storage/lake-url';
import { readTracing } from './tracing-settings';

/** The API's port where none is set. */
export const DEFAULT_PORT = 8000;
/** The port of the API's metrics where none is set. */
export const DEFAULT_METRICS_PORT = 9464;
/** The port of a worker's metrics where none is set: the next one, as both may run on one machine. */
export const DEFAULT_WORKER_METRICS_PORT = 9465;

/** Everything that can be set, checked; what is undefined was not set, and the embedded part takes its place. */
export interface Settings {
  readonly lakeUrl: string | undefined;
  /** A server other than AWS, as the AWS SDK names it. */
  readonly s3Endpoint: string | undefined;
  readonly s3Region: string | undefined;
  readonly databaseUrl: string | undefined;
  /** With one, `databaseUrl` leads through a pooler that gives each transaction any session of the server. */
  readonly databasePooler: 'transaction' | undefined;
  /** Past a pooler, for what needs a session: migrations. */
  readonly databaseDirectUrl: string | undefined;
  /** As Temporal's own tools read it, its profile file included; without an address, the embedded server is used. */
  readonly temporal: ClientConnectConfig;
  readonly startDate: CalendarDay | undefined;
  /** Share of malformed rows above which a run fails, 0 to 1. */
  readonly maxRejectedFraction: number;
  /** Share of the newest publication's active advertisers below which a run fails, 0 to 1. */
  readonly minAdvertisersFraction: number;
  /** Names of the models that runs rank with: those of the contract, and of the others all that are wanted. */
  readonly models: readonly string[];
  /** Whether runs hold the lists of the day before against their log. */
  readonly evaluatesLists: boolean;
  /** Days in which the weight of a product view halves, for Trending. */
  readonly trendingHalfLifeDays: number;
  readonly port: number | undefined;
  readonly metricsPort: number | undefined;
  readonly workerMetricsPort: number | undefined;
  /** Whether workers send traces; where to, OpenTelemetry reads by itself. */
  readonly tracing: boolean;
  /** Whether the API answers to nobody without a key. */
  readonly apiKeysRequired: boolean;
  /** Requests a minute that the API answers of one key, or of one address without a key; 0 for any number. */
  readonly rateLimitPerMinute: number;
  /** Proxies in front of the API, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Origins whose pages may read the API from a browser. */
  readonly corsOrigins: readonly string[];
  /** Most memory of the API's answers that are kept, in MB (2^20 bytes). */
  readonly apiCacheMb: number;
  /** Where people find the Temporal Web UI. */
  readonly temporalUiUrl: string | undefined;
}

/** The settings cannot be used; `faults` lists all that is wrong, and holds no value of a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly faults: readonly string[]) {
    super(`settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

const CONTRACT = CONTRACT_MODELS.map(({ name }) => name);
const MORE_MODELS = MODELS.map(({ name }) => name).filter((name) => !CONTRACT.includes(name));
const port = wholeNumber(0, 65_535, 'must be a port, 0 to 65535');
const endpoint = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user or a password');

const databaseUrl = z.string().superRefine((url, context) => {
  const isUrl = /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
  const fault = isUrl ? faultInOptions(url) : 'must be a postgres://… URL (its value is not shown)';
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

const schema = z.object({
  LAKE_URL: z
    .string()
    .refine((url) => faultInLakeUrl(url) === undefined, 'must be s3://bucket/prefix or file:///folder')
    .optional(),
  AWS_ENDPOINT_URL_S3: endpoint.optional(),
  AWS_ENDPOINT_URL: endpoint.optional(),
  AWS_REGION: z.string().optional(),
  AWS_DEFAULT_REGION: z.string().optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_URL_FILE: z.string().optional(),
  DATABASE_POOLER: z.enum(['transaction'], { error: 'must be transaction, or not set' }).optional(),
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  DATABASE_DIRECT_URL_FILE: z.string().optional(),
  START_DATE: z.string().refine(isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD').optional(),
  MAX_REJECTED_FRACTION: numberText((value) => value <= 1, 'must be a number from 0 to 1').default(0.05),
  MIN_ADVERTISERS_FRACTION: numberText((value) => value <= 1, 'must be a number from 0 to 1').default(0.5),
  MORE_MODELS: z
    .string()
    .transform((text) => (text === 'none' ? [] : text.split(',').map((name) => name.trim())))
    .refine(
      (names) => names.every((name) => MORE_MODELS.includes(name)),
      `must be none, or names with commas between, of ${MORE_MODELS.join(', ')}`,
    )
    .default([...MORE_MODELS]),
  EVALUATION: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  TRENDING_HALF_LIFE_DAYS: numberText(
    (value) => value >= 0.5 && value <= 3_650,
    'must be a number of days from 0.5 to 3650',
  ).default(DEFAULT_HALF_LIFE_DAYS),
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
  WORKER_METRICS_PORT: port.optional(),
  API_KEYS: z.enum(['required', 'off'], { error: 'must be required or off' }).default('off'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(
    0,
    1_000_000_000,
    'must be a whole number of requests, 0 (no limit) to 1000000000',
  ).default(60_000),
  TRUST_PROXY: wholeNumber(0, 10, 'must be the number of proxies in front, 0 to 10').default(0),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins as browsers send them, with commas between: https://ads.example,http://localhost:3000',
    )
    .default([]),
  API_CACHE_MB: wholeNumber(1, 65_536, 'must be a whole number of MB, 1 to 65536').default(64),
  TEMPORAL_UI_URL: endpoint.optional(),
});

/** The names of the project's own settings; those of Temporal, `TEMPORAL_*`, and others of the AWS SDK come with their libraries. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);

/** No path, no upper case, no default port: a browser never sends those, and would be refused without a word. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function wholeNumber(min: number, max: number, error: string) {
  return numberText((value) => Number.isInteger(value) && value >= min && value <= max, error);
}

/** A number of digits with at most one point, as nobody misreads it. */
function numberText(isValid: (value: number) => boolean, error: string) {
  return z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && isValid(Number(text)), error)
    .transform(Number);
}

/**
 * Reads the settings from the environment (an empty value counts as none), once and as a whole.
 * @throws SettingsError with every fault at once.
 */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const faults: string[] = [];
  for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL']) readFileSetting(name, set, faults);
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  }
  const temporal = readTemporal(set, faults);
  const tracing = readTracing(set, faults);
  if (!parsed.success || temporal === undefined || faults.length > 0) throw new SettingsError(faults);
  const values = parsed.data;
  return Object.freeze({
    lakeUrl: values.LAKE_URL,
    s3Endpoint: values.AWS_ENDPOINT_URL_S3 ?? values.AWS_ENDPOINT_URL,
    s3Region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION,
    databaseUrl: values.DATABASE_URL,
    databasePooler: values.DATABASE_POOLER,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    temporal,
    startDate: values.START_DATE,
    maxRejectedFraction: values.MAX_REJECTED_FRACTION,
    minAdvertisersFraction: values.MIN_ADVERTISERS_FRACTION,
    // In the order in which they are known, each once.
    models: Object.freeze([...CONTRACT, ...MORE_MODELS.filter((name) => values.MORE_MODELS.includes(name))]),
    evaluatesLists: values.EVALUATION === 'on',
    trendingHalfLifeDays: values.TRENDING_HALF_LIFE_DAYS,
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    workerMetricsPort: values.WORKER_METRICS_PORT,
    tracing,
    apiKeysRequired: values.API_KEYS === 'required',
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    trustedProxies: values.TRUST_PROXY,
    corsOrigins: Object.freeze(values.CORS_ORIGINS),
    apiCacheMb: values.API_CACHE_MB,
    temporalUiUrl: values.TEMPORAL_UI_URL,
  });
}

/** `<name>_FILE` names a file with the setting's value, as orchestrators mount secrets: no environment shows it then. */
function readFileSetting(name: string, env: Record<string, string>, faults: string[]): void {
  const file = env[`${name}_FILE`];
  if (file === undefined) return;
  if (env[name] !== undefined) {
    faults.push(`${name}_FILE and ${name} are both set; set one of them`);
    return;
  }
  try {
    env[name] = readFileSync(file, 'utf8').trim();
  } catch (error) {
    faults.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
  }
}

function readTemporal(env: Record<string, string>, faults: string[]): ClientConnectConfig | undefined {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    // Further lines of a message quote the profile file, which may hold the API key.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const line = error instanceof Error && 'line' in error ? ` (line ${String(error.line)} of its file)` : '';
    faults.push(`TEMPORAL_* ${what}${line}`);
    return undefined;
  }
}

/** The environment for programs that are started, such as those that find others on the PATH. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
