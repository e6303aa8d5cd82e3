import { z } from 'zod';
import { DEFAULT_START_DATE } from '../domain/due-dates';
import { DEFAULT_HALF_LIFE_DAYS } from '../domain/recent-views';
import {
  databaseUrl,
  day,
  eitherWord,
  fraction,
  httpUrl,
  lakeUrl,
  models,
  numberText,
  objectUrl,
  OPTIONAL_MODELS,
  origins,
  port,
  webhookUrl,
  wholeNumber,
} from './setting-types';

/** A command whose help lists settings. */
export type SettingUser = 'up' | 'worker' | 'api' | 'migrate' | 'schedule';

/** A section of docker-compose.yml that passes settings on; `runs` is what worker and schedule share. */
type ComposeSection = 'runs' | 'worker' | 'api';

/** The description of a setting for readers and generated files. */
export interface SettingText {
  readonly name: string;
  /** One sentence in Markdown, without a full stop. */
  readonly meaning: string;
  /** The default, in words. */
  readonly unset?: string;
  readonly usedBy: readonly SettingUser[];
  /** Sections of docker-compose.yml that take it from `.env`, and the value where `.env` has none. */
  readonly compose?: { readonly sections: readonly ComposeSection[]; readonly value?: string };
}

/** A setting that the project reads itself. */
export interface Declaration extends SettingText {
  /** Parses the text of the environment. */
  readonly type: z.ZodType;
  /** The text that is parsed if it is not set. */
  readonly default?: string;
  /** A second name, read if the first one is not set. */
  readonly otherName?: string;
  /** Secret settings are never shown, and `<name>_FILE` may name a file with the value. */
  readonly secret?: true;
  /** Belongs to one process: commands beside a running `adtech up` do not take it over. */
  readonly ofOneProcess?: true;
}

const EVERY: readonly SettingUser[] = ['up', 'worker', 'api', 'migrate', 'schedule'];
/** Commands that open the lake. */
export const LAKE_USERS: readonly SettingUser[] = ['up', 'worker', 'schedule'];
/** Commands that run dates. */
export const RUN_USERS: readonly SettingUser[] = ['up', 'worker'];
const API_USERS: readonly SettingUser[] = ['up', 'api'];

/** Each setting of the project, under the name that code uses: the only place that a new setting needs besides its user. */
export const DECLARATIONS = {
  lakeUrl: {
    name: 'LAKE_URL',
    type: lakeUrl,
    meaning: 'The lake: `s3://bucket/prefix`, or `file:///folder`',
    unset: 'embedded',
    usedBy: LAKE_USERS,
  },
  s3Endpoint: {
    name: 'AWS_ENDPOINT_URL_S3',
    otherName: 'AWS_ENDPOINT_URL',
    type: httpUrl,
    meaning: 'The URL of an S3 server other than AWS',
    unset: 'AWS',
    usedBy: LAKE_USERS,
  },
  s3Region: {
    name: 'AWS_REGION',
    otherName: 'AWS_DEFAULT_REGION',
    type: z.string(),
    meaning: 'The region of the bucket',
    unset: 'of the AWS profile',
    usedBy: LAKE_USERS,
  },
  logSources: {
    name: 'LOG_SOURCES',
    type: objectUrl,
    meaning: 'The URL of `sources.json`, which describes the logs',
    unset: 'in the lake',
    usedBy: LAKE_USERS,
    compose: { sections: ['runs'] },
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    type: databaseUrl,
    meaning: 'The address of Postgres, `postgres://…`',
    unset: 'embedded',
    usedBy: EVERY,
    secret: true,
    ofOneProcess: true,
  },
  databasePooler: {
    name: 'DATABASE_POOLER',
    type: z.enum(['transaction'], { error: 'must be transaction, or not set' }),
    meaning: '`transaction` if `DATABASE_URL` is such a pooler',
    unset: 'no pooler',
    usedBy: EVERY,
  },
  databaseDirectUrl: {
    name: 'DATABASE_DIRECT_URL',
    type: databaseUrl,
    meaning: 'The address past the pooler, for `adtech migrate`',
    unset: '`DATABASE_URL`',
    usedBy: ['up', 'migrate'],
    secret: true,
    ofOneProcess: true,
  },
  startDate: {
    name: 'START_DATE',
    type: day,
    meaning: 'The first execution date, `YYYY-MM-DD`',
    unset: DEFAULT_START_DATE,
    usedBy: ['up', 'api', 'schedule'],
    compose: { sections: ['runs', 'api'], value: DEFAULT_START_DATE },
  },
  endDate: {
    name: 'END_DATE',
    type: day,
    meaning: 'The last execution date, for logs of a closed period',
    unset: 'none',
    usedBy: ['up', 'api', 'schedule'],
    compose: { sections: ['runs', 'api'] },
  },
  maxRejectedFraction: {
    name: 'MAX_REJECTED_FRACTION',
    type: fraction,
    default: '0.05',
    meaning: 'A run fails above this share of malformed rows',
    usedBy: ['up', 'worker', 'api'],
  },
  minAdvertisersFraction: {
    name: 'MIN_ADVERTISERS_FRACTION',
    type: fraction,
    default: '0.5',
    meaning: 'A run fails below this share of earlier advertisers',
    usedBy: RUN_USERS,
    compose: { sections: ['runs'] },
  },
  models: {
    name: 'MORE_MODELS',
    type: models,
    default: OPTIONAL_MODELS.join(','),
    meaning: 'Models besides TopProducts and TopCTR; `none` for none',
    unset: 'all',
    usedBy: RUN_USERS,
    compose: { sections: ['runs'] },
  },
  evaluatesLists: {
    name: 'EVALUATION',
    type: eitherWord('on', 'off'),
    default: 'on',
    meaning: "`on`: a run scores yesterday's lists on today's clicks",
    usedBy: RUN_USERS,
    compose: { sections: ['runs'] },
  },
  trendingHalfLifeDays: {
    name: 'TRENDING_HALF_LIFE_DAYS',
    type: numberText((value) => value >= 0.5 && value <= 3_650, 'must be a number of days from 0.5 to 3650'),
    default: String(DEFAULT_HALF_LIFE_DAYS),
    meaning: 'Days that halve the weight of a view in Trending',
    usedBy: RUN_USERS,
    compose: { sections: ['runs'] },
  },
  port: {
    name: 'PORT',
    type: port,
    meaning: 'The port of the API, 0 for any',
    unset: '8000',
    usedBy: API_USERS,
    ofOneProcess: true,
  },
  metricsPort: {
    name: 'METRICS_PORT',
    type: port,
    meaning: "The port of the API's metrics, 0 for any",
    unset: '9464',
    usedBy: API_USERS,
    ofOneProcess: true,
  },
  workerMetricsPort: {
    name: 'WORKER_METRICS_PORT',
    type: port,
    meaning: "The port of a worker's metrics, 0 for any",
    unset: '9465',
    usedBy: RUN_USERS,
    ofOneProcess: true,
  },
  apiKeysRequired: {
    name: 'API_KEYS',
    type: eitherWord('required', 'off'),
    default: 'off',
    meaning: '`required`: the API refuses requests without a key',
    usedBy: API_USERS,
    compose: { sections: ['api'] },
  },
  rateLimitPerMinute: {
    name: 'RATE_LIMIT_PER_MINUTE',
    type: wholeNumber(0, 1_000_000_000, 'must be a whole number of requests, 0 (no limit) to 1000000000'),
    default: '60000',
    meaning: 'Requests a minute by key or address, 0 for no limit',
    usedBy: API_USERS,
    compose: { sections: ['api'] },
  },
  trustedProxies: {
    name: 'TRUST_PROXY',
    type: wholeNumber(0, 10, 'must be the number of proxies in front, 0 to 10'),
    default: '0',
    meaning: 'The number of proxies in front of the API',
    usedBy: API_USERS,
    compose: { sections: ['api'] },
  },
  corsOrigins: {
    name: 'CORS_ORIGINS',
    type: origins,
    default: '',
    meaning: 'Origins whose pages may read the API, comma-separated',
    unset: 'none',
    usedBy: API_USERS,
    compose: { sections: ['api'] },
  },
  apiCacheMb: {
    name: 'API_CACHE_MB',
    type: wholeNumber(1, 65_536, 'must be a whole number of MB, 1 to 65536'),
    default: '64',
    meaning: 'The most memory for cached answers, in MB',
    usedBy: API_USERS,
  },
  temporalUiUrl: {
    name: 'TEMPORAL_UI_URL',
    type: httpUrl,
    meaning: 'The URL of the Temporal Web UI, for links to it',
    unset: 'no links',
    usedBy: ['up', 'worker', 'api'],
  },
  notifyUrl: {
    name: 'NOTIFY_URL',
    type: webhookUrl,
    meaning: 'A webhook that is told of failed runs, and more',
    unset: 'no notices',
    usedBy: RUN_USERS,
    compose: { sections: ['worker'] },
    secret: true,
    ofOneProcess: true,
  },
  dashboardUrl: {
    name: 'DASHBOARD_URL',
    type: httpUrl,
    meaning: 'The URL of the dashboard, for links in notices',
    unset: 'no links',
    usedBy: RUN_USERS,
    compose: { sections: ['worker'] },
  },
  deploymentName: {
    name: 'TEMPORAL_DEPLOYMENT_NAME',
    type: z.string(),
    meaning: 'The Worker Deployment that versions the worker',
    unset: 'unversioned',
    usedBy: RUN_USERS,
    compose: { sections: ['worker'] },
    ofOneProcess: true,
  },
  buildId: {
    name: 'TEMPORAL_WORKER_BUILD_ID',
    type: z.string(),
    meaning: 'The version in that deployment; set both or neither',
    unset: 'unversioned',
    usedBy: RUN_USERS,
    compose: { sections: ['worker'] },
    ofOneProcess: true,
  },
} as const satisfies Record<string, Declaration>;

/** Every declaration, in the order of the documents. */
export const SETTINGS: readonly Declaration[] = Object.values(DECLARATIONS);

/** Every name of an environment variable for a setting. */
export function settingNames({ name, otherName, secret }: Declaration): readonly string[] {
  return [name, ...(otherName === undefined ? [] : [otherName]), ...(secret ? [`${name}_FILE`] : [])];
}

/** The names of the project's own settings, without the ones that only libraries read. */
export const SETTING_NAMES: readonly string[] = SETTINGS.flatMap(settingNames);
