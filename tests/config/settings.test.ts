import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DEFAULT_METRICS_PORT,
  DEFAULT_PORT,
  DEFAULT_WORKER_METRICS_PORT,
  loadSettings,
} from '../../config/settings';
import { SettingsError } from '../../config/settings-error';
import { DEFAULT_START_DATE } from '../../domain/due-dates';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-settings-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
}

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

const NONE = {
  lakeUrl: undefined,
  s3Endpoint: undefined,
  s3Region: undefined,
  databaseUrl: undefined,
  databasePooler: undefined,
  databaseDirectUrl: undefined,
  temporal: { namespace: undefined, connectionOptions: {} },
  startDate: undefined,
  endDate: undefined,
  maxRejectedFraction: 0.05,
  minAdvertisersFraction: 0.5,
  models: ['TopProducts', 'TopCTR', 'TopCTRSmoothed', 'TopCTRLowerBound', 'Trending', 'TopConversions'],
  evaluatesLists: true,
  trendingHalfLifeDays: 7,
  port: undefined,
  metricsPort: undefined,
  workerMetricsPort: undefined,
  tracing: false,
  apiKeysRequired: false,
  rateLimitPerMinute: 60_000,
  trustedProxies: 0,
  corsOrigins: [],
  apiCacheMb: 64,
  temporalUiUrl: undefined,
  deploymentName: undefined,
  buildId: undefined,
};

describe('settings', () => {
  it('have their defaults where nothing is set', () => {
    expect(loadSettings({})).toEqual(NONE);
    expect(DEFAULT_START_DATE).toBe('2024-11-29');
    expect(DEFAULT_PORT).toBe(8000);
    expect(DEFAULT_METRICS_PORT).toBe(9464);
    expect(DEFAULT_WORKER_METRICS_PORT).toBe(9465);
  });

  it('take an empty value for none', () => {
    const names = [
      'LAKE_URL',
      'LOG_SOURCES',
      'AWS_ENDPOINT_URL_S3',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'DATABASE_URL',
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
      'TEMPORAL_API_KEY',
      'TEMPORAL_TLS',
      'TEMPORAL_TLS_CLIENT_CERT_PATH',
      'TEMPORAL_TLS_CLIENT_KEY_DATA',
      'START_DATE',
      'END_DATE',
      'MAX_REJECTED_FRACTION',
      'MIN_ADVERTISERS_FRACTION',
      'MORE_MODELS',
      'EVALUATION',
      'TRENDING_HALF_LIFE_DAYS',
      'PORT',
      'METRICS_PORT',
      'WORKER_METRICS_PORT',
      'DATABASE_POOLER',
      'DATABASE_DIRECT_URL',
      'API_KEYS',
      'RATE_LIMIT_PER_MINUTE',
      'TRUST_PROXY',
      'CORS_ORIGINS',
      'API_CACHE_MB',
      'TEMPORAL_UI_URL',
      'TEMPORAL_DEPLOYMENT_NAME',
      'TEMPORAL_WORKER_BUILD_ID',
    ];
    expect(loadSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(NONE);
  });

  it('are read as they are set', () => {
    const settings = loadSettings({
      LAKE_URL: 's3://bucket/prefix',
      LOG_SOURCES: 's3://bucket/ads/sources.json',
      AWS_ENDPOINT_URL_S3: 'http://localhost:9000',
      AWS_REGION: 'eu-west-1',
      DATABASE_URL: 'postgres://user:password@db.example:5432/adtech?sslmode=require',
      DATABASE_POOLER: 'transaction',
      DATABASE_DIRECT_URL: 'postgres://user:password@db.example:5433/adtech',
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'ads',
      START_DATE: '2024-02-29',
      END_DATE: '2024-03-31',
      MAX_REJECTED_FRACTION: '0.25',
      MIN_ADVERTISERS_FRACTION: '0.75',
      MORE_MODELS: 'Trending, TopCTRSmoothed',
      EVALUATION: 'off',
      TRENDING_HALF_LIFE_DAYS: '3.5',
      PORT: '8080',
      METRICS_PORT: '9465',
      WORKER_METRICS_PORT: '9466',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
      API_KEYS: 'required',
      RATE_LIMIT_PER_MINUTE: '600',
      TRUST_PROXY: '2',
      CORS_ORIGINS: 'https://ads.example, http://localhost:3000',
      API_CACHE_MB: '128',
      TEMPORAL_UI_URL: 'https://temporal.example/ui',
      TEMPORAL_DEPLOYMENT_NAME: 'ads/worker',
      TEMPORAL_WORKER_BUILD_ID: '1.1.0',
    });
    expect(settings).toMatchObject({
      lakeUrl: 's3://bucket/prefix',
      logSources: 's3://bucket/ads/sources.json',
      s3Endpoint: 'http://localhost:9000',
      s3Region: 'eu-west-1',
      databaseUrl: 'postgres://user:password@db.example:5432/adtech?sslmode=require',
      databasePooler: 'transaction',
      databaseDirectUrl: 'postgres://user:password@db.example:5433/adtech',
      temporal: { namespace: 'ads', connectionOptions: { address: 'temporal.example:7233' } },
      startDate: '2024-02-29',
      endDate: '2024-03-31',
      maxRejectedFraction: 0.25,
      minAdvertisersFraction: 0.75,
      models: ['TopProducts', 'TopCTR', 'TopCTRSmoothed', 'Trending'],
      evaluatesLists: false,
      trendingHalfLifeDays: 3.5,
      port: 8080,
      metricsPort: 9465,
      workerMetricsPort: 9466,
      tracing: true,
      apiKeysRequired: true,
      rateLimitPerMinute: 600,
      trustedProxies: 2,
      corsOrigins: ['https://ads.example', 'http://localhost:3000'],
      apiCacheMb: 128,
      temporalUiUrl: 'https://temporal.example/ui',
      deploymentName: 'ads/worker',
      buildId: '1.1.0',
    });
  });

  it.each([
    [
      'the endpoint of S3 before the endpoint of all services',
      { AWS_ENDPOINT_URL_S3: 'http://s3:1', AWS_ENDPOINT_URL: 'http://all:1' },
      { s3Endpoint: 'http://s3:1' },
    ],
    ['the endpoint of all services', { AWS_ENDPOINT_URL: 'http://all:1' }, { s3Endpoint: 'http://all:1' }],
    ['AWS_REGION before AWS_DEFAULT_REGION', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, { s3Region: 'a' }],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'b' }, { s3Region: 'b' }],
    ['an empty AWS_REGION as none', { AWS_REGION: '', AWS_DEFAULT_REGION: 'b' }, { s3Region: 'b' }],
    ['a folder as the lake', { LAKE_URL: 'file:///srv/lake' }, { lakeUrl: 'file:///srv/lake' }],
    [
      'the long scheme of Postgres',
      { DATABASE_URL: 'postgresql://h/db' },
      { databaseUrl: 'postgresql://h/db' },
    ],
    ['a fraction of 0', { MAX_REJECTED_FRACTION: '0' }, { maxRejectedFraction: 0 }],
    ['a fraction of advertisers of 0', { MIN_ADVERTISERS_FRACTION: '0' }, { minAdvertisersFraction: 0 }],
    ['a fraction of advertisers of 1', { MIN_ADVERTISERS_FRACTION: '1' }, { minAdvertisersFraction: 1 }],
    ['a fraction of 1', { MAX_REJECTED_FRACTION: '1' }, { maxRejectedFraction: 1 }],
    ['port 0, any free one', { PORT: '0' }, { port: 0 }],
    ['port 65535', { PORT: '65535' }, { port: 65_535 }],
    ['keys that are off', { API_KEYS: 'off' }, { apiKeysRequired: false }],
    ['a limit of 0, none', { RATE_LIMIT_PER_MINUTE: '0' }, { rateLimitPerMinute: 0 }],
    [
      'one origin',
      { CORS_ORIGINS: 'https://ads.example:8443' },
      { corsOrigins: ['https://ads.example:8443'] },
    ],
    ['nothing of what it does not know', { PROT: '8080', LAKE: 'x' }, NONE],
  ])('take %s', (_, env, expected) => {
    expect(loadSettings(env)).toMatchObject(expected);
  });

  it('are frozen', () => {
    const settings = loadSettings({ PORT: '8080' });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(() => {
      (settings as { port: number }).port = 1;
    }).toThrow(TypeError);
    for (const CORS_ORIGINS of ['', 'https://ads.example']) {
      expect(Object.isFrozen(loadSettings({ CORS_ORIGINS }).corsOrigins)).toBe(true);
    }
  });

  it('do not change with the environment afterwards', () => {
    const env: NodeJS.ProcessEnv = { PORT: '8080', LAKE_URL: 's3://bucket' };
    const settings = loadSettings(env);
    env['PORT'] = '1';
    expect(settings.port).toBe(8080);
  });
});

const RATE_LIMIT_FAULT = 'must be a whole number of requests, 0 (no limit) to 1000000000';

describe('a fault', () => {
  it.each([
    ['LAKE_URL', 'gs://bucket', 'must be s3://bucket/prefix or file:///folder'],
    ['LAKE_URL', '/srv/lake', 'must be s3://bucket/prefix or file:///folder'],
    ['AWS_ENDPOINT_URL_S3', 'nonsense', 'must be an http:// or https:// URL'],
    ['AWS_ENDPOINT_URL', 'nonsense', 'must be an http:// or https:// URL'],
    ['AWS_ENDPOINT_URL_S3', 'localhost:9000', 'must be an http:// or https:// URL'],
    ['PORT', ' ', 'must be a port, 0 to 65535'],
    ['PORT', '1e3', 'must be a port, 0 to 65535'],
    ['PORT', '65536', 'must be a port, 0 to 65535'],
    ['DATABASE_URL', 'mysql://h/db', 'must be a postgres://… URL (its value is not shown)'],
    ['DATABASE_URL', 'postgres://h:port/db', 'must be a postgres://… URL (its value is not shown)'],
    ['START_DATE', '2024-02-30', 'must be a day of the calendar as YYYY-MM-DD'],
    ['END_DATE', '2019-02-29', 'must be a day of the calendar as YYYY-MM-DD'],
    ['START_DATE', 'yesterday', 'must be a day of the calendar as YYYY-MM-DD'],
    ['START_DATE', '2024-11-29T23:00:00Z', 'must be a day of the calendar as YYYY-MM-DD'],
    ['MAX_REJECTED_FRACTION', '5 %', 'must be a number from 0 to 1'],
    ['MAX_REJECTED_FRACTION', '5', 'must be a number from 0 to 1'],
    ['MAX_REJECTED_FRACTION', '-0.01', 'must be a number from 0 to 1'],
    ['MIN_ADVERTISERS_FRACTION', '50 %', 'must be a number from 0 to 1'],
    ['MIN_ADVERTISERS_FRACTION', '1.01', 'must be a number from 0 to 1'],
    ['MAX_REJECTED_FRACTION', 'NaN', 'must be a number from 0 to 1'],
    [
      'MORE_MODELS',
      'TopCTR',
      'must be none, or names with commas between, of TopCTRSmoothed, TopCTRLowerBound, Trending, TopConversions',
    ],
    ['TRENDING_HALF_LIFE_DAYS', '0', 'must be a number of days from 0.5 to 3650'],
    ['TRENDING_HALF_LIFE_DAYS', '3651', 'must be a number of days from 0.5 to 3650'],
    ['TRENDING_HALF_LIFE_DAYS', '7d', 'must be a number of days from 0.5 to 3650'],
    ['PORT', 'http', 'must be a port, 0 to 65535'],
    ['PORT', '80.5', 'must be a port, 0 to 65535'],
    ['METRICS_PORT', 'x', 'must be a port, 0 to 65535'],
    ['WORKER_METRICS_PORT', 'off', 'must be a port, 0 to 65535'],
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'must be otlp or none'],
    ['API_KEYS', 'true', 'must be required or off'],
    ['API_KEYS', 'Required', 'must be required or off'],
    ['RATE_LIMIT_PER_MINUTE', '-1', RATE_LIMIT_FAULT],
    ['RATE_LIMIT_PER_MINUTE', '1.5', RATE_LIMIT_FAULT],
    ['RATE_LIMIT_PER_MINUTE', '1e4', RATE_LIMIT_FAULT],
    ['RATE_LIMIT_PER_MINUTE', '1000000001', RATE_LIMIT_FAULT],
    ['TRUST_PROXY', 'true', 'must be the number of proxies in front, 0 to 10'],
    ['TRUST_PROXY', '11', 'must be the number of proxies in front, 0 to 10'],
    ['TRUST_PROXY', '10.0.0.0/8', 'must be the number of proxies in front, 0 to 10'],
    ...[
      '*',
      'null',
      'ads.example',
      'https://ads.example/',
      'https://ads.example/path',
      'https://Ads.example',
      'https://ads.example:443',
      'https://user@ads.example',
      'ftp://ads.example',
      'https://ads.example,',
      'https://ads.example https://other.example',
    ].map((value): [string, string, string] => [
      'CORS_ORIGINS',
      value,
      'must be origins as browsers send them, with commas between: https://ads.example,http://localhost:3000',
    ]),
    ['API_CACHE_MB', '0', 'must be a whole number of MB, 1 to 65536'],
    ['API_CACHE_MB', '64MB', 'must be a whole number of MB, 1 to 65536'],
    ['TEMPORAL_UI_URL', 'localhost:8080', 'must be an http:// or https:// URL'],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)', 'must be an http:// or https:// URL'],
    ['TEMPORAL_UI_URL', 'https://user:x@temporal.example', 'must not hold a user or a password'],
  ])('of %s=%s names it and says what it must be', (name, value, message) => {
    expect(faultsOf({ [name]: value })).toEqual([`${name} ${message}`]);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['METRICS_PORT', '70000'],
  ])('of %s=%s, out of range, names it', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });

  it('leave out models that are switched off, but no model of the contract', () => {
    expect(loadSettings({ MORE_MODELS: 'none' }).models).toEqual(['TopProducts', 'TopCTR']);
  });

  it('is a period that ends before it begins', () => {
    expect(faultsOf({ START_DATE: '2019-03-04', END_DATE: '2019-03-03' })).toEqual([
      'END_DATE 2019-03-03 is before START_DATE 2019-03-04',
    ]);
    expect(faultsOf({ START_DATE: '2019-03-04', END_DATE: '2019-03-04' })).toEqual([]);
    // Alone, it may be the end of logs whose first day is START_DATE.
    expect(faultsOf({ END_DATE: '2019-03-03' })).toEqual([]);
  });

  it('is listed with all others at once', () => {
    const faults = faultsOf({
      LAKE_URL: 'x',
      AWS_ENDPOINT_URL_S3: 'x',
      DATABASE_URL: 'x',
      START_DATE: 'x',
      END_DATE: 'x',
      MAX_REJECTED_FRACTION: 'x',
      MIN_ADVERTISERS_FRACTION: 'x',
      MORE_MODELS: 'x',
      EVALUATION: 'yes',
      TRENDING_HALF_LIFE_DAYS: 'x',
      PORT: 'x',
      METRICS_PORT: 'x',
      WORKER_METRICS_PORT: 'x',
      API_KEYS: 'x',
      RATE_LIMIT_PER_MINUTE: 'x',
      TRUST_PROXY: 'x',
      CORS_ORIGINS: 'x',
      API_CACHE_MB: 'x',
      TEMPORAL_UI_URL: 'x',
      TEMPORAL_DEPLOYMENT_NAME: 'x',
      TEMPORAL_PROFILE: 'missing',
      OTEL_TRACES_EXPORTER: 'x',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'LAKE_URL',
      'AWS_ENDPOINT_URL_S3',
      'DATABASE_URL',
      'START_DATE',
      'END_DATE',
      'MAX_REJECTED_FRACTION',
      'MIN_ADVERTISERS_FRACTION',
      'MORE_MODELS',
      'EVALUATION',
      'TRENDING_HALF_LIFE_DAYS',
      'PORT',
      'METRICS_PORT',
      'WORKER_METRICS_PORT',
      'API_KEYS',
      'RATE_LIMIT_PER_MINUTE',
      'TRUST_PROXY',
      'CORS_ORIGINS',
      'API_CACHE_MB',
      'TEMPORAL_UI_URL',
      'TEMPORAL_WORKER_BUILD_ID',
      'TEMPORAL_*',
      'OTEL_TRACES_EXPORTER',
    ]);
    expect(new SettingsError(faults).message).toBe(
      `settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  });
});

describe('the version of a worker', () => {
  it.each([
    ['TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'],
    ['TEMPORAL_WORKER_BUILD_ID', 'TEMPORAL_DEPLOYMENT_NAME'],
  ])('is refused with %s alone', (given, missing) => {
    const together = 'set TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID together, or neither';
    expect(faultsOf({ [given]: 'x', [missing]: '' })).toEqual([`${missing} is not set; ${together}`]);
  });
});

describe('no secret is in a message', () => {
  const CANARY = 'canary-4711';
  it.each<[name: string, env: () => NodeJS.ProcessEnv]>([
    ['a password in a broken DATABASE_URL', () => ({ DATABASE_URL: `postgres://user:${CANARY}@h:port/db` })],
    ['a password in a DATABASE_URL of another kind', () => ({ DATABASE_URL: `mysql://user:${CANARY}@h/db` })],
    ['a password alone as DATABASE_URL', () => ({ DATABASE_URL: CANARY })],
    ['a password in TEMPORAL_UI_URL', () => ({ TEMPORAL_UI_URL: `https://user:${CANARY}@h` })],
    ['keys in LAKE_URL', () => ({ LAKE_URL: `s3://AKIA:${CANARY}@bucket` })],
    [
      'keys in an endpoint',
      () => ({ AWS_ENDPOINT_URL_S3: `//user:${CANARY}@h`, AWS_SECRET_ACCESS_KEY: CANARY }),
    ],
    [
      'an API key beside another fault',
      () => ({ TEMPORAL_API_KEY: CANARY, TEMPORAL_PROFILE: 'missing', PORT: 'x' }),
    ],
    [
      'a client key given twice',
      () => ({ TEMPORAL_TLS_CLIENT_KEY_DATA: CANARY, TEMPORAL_TLS_CLIENT_KEY_PATH: '/nowhere' }),
    ],
    [
      'an API key in a broken profile file',
      () => ({ TEMPORAL_CONFIG_FILE: file('bad.toml', `[profile.default]\napi_key = ${CANARY}\n`) }),
    ],
    [
      'an API key beside the fault of a profile file',
      () => ({ TEMPORAL_CONFIG_FILE: file('bad.toml', `[profile.default]\napi_key = "${CANARY}"\n=\n`) }),
    ],
  ])('%s', (_, makeEnv) => {
    const faults = faultsOf(makeEnv());
    expect(faults).not.toEqual([]);
    expect(new SettingsError(faults).message).not.toContain(CANARY);
  });
});

describe('Temporal is reached as its own tools read it', () => {
  const temporalOf = (env: NodeJS.ProcessEnv) => loadSettings(env).temporal;
  const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString();

  it('with an API key, over TLS', () => {
    expect(temporalOf({ TEMPORAL_ADDRESS: 'h:7233', TEMPORAL_API_KEY: 'k' }).connectionOptions).toMatchObject(
      {
        address: 'h:7233',
        apiKey: 'k',
        tls: true,
      },
    );
  });

  it('without TLS when it is switched off, with TLS when it is switched on', () => {
    expect(temporalOf({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).connectionOptions.tls).toBe(false);
    expect(temporalOf({ TEMPORAL_TLS: 'true' }).connectionOptions.tls).toBeTruthy();
    expect(temporalOf({}).connectionOptions.tls).toBeFalsy();
  });

  it.each(['DATA', 'PATH'])('with certificates given as %s', (kind) => {
    const given = (name: string, value: string) => (kind === 'DATA' ? value : file(name, value));
    const { tls } = temporalOf({
      [`TEMPORAL_TLS_CLIENT_CERT_${kind}`]: given('client.pem', 'client certificate'),
      [`TEMPORAL_TLS_CLIENT_KEY_${kind}`]: given('client.key', 'client key'),
      [`TEMPORAL_TLS_SERVER_CA_CERT_${kind}`]: given('ca.pem', 'authority'),
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    }).connectionOptions;
    if (typeof tls !== 'object' || tls === null) throw new Error('no TLS settings');
    expect(tls.serverNameOverride).toBe('temporal.internal');
    expect(text(tls.serverRootCACertificate)).toBe('authority');
    expect(text(tls.clientCertPair?.crt)).toBe('client certificate');
    expect(text(tls.clientCertPair?.key)).toBe('client key');
  });

  it('with a profile of its file; what the environment sets comes first', () => {
    const TEMPORAL_CONFIG_FILE = file(
      'temporal.toml',
      '[profile.default]\naddress = "default:7233"\n[profile.ads]\naddress = "ads:7233"\nnamespace = "from-file"\n',
    );
    expect(temporalOf({ TEMPORAL_CONFIG_FILE }).connectionOptions.address).toBe('default:7233');
    const profile = temporalOf({
      TEMPORAL_CONFIG_FILE,
      TEMPORAL_PROFILE: 'ads',
      TEMPORAL_NAMESPACE: 'from-env',
    });
    expect(profile).toMatchObject({ namespace: 'from-env', connectionOptions: { address: 'ads:7233' } });
  });

  it('and a file that is missing, or given beside its data, is a fault', () => {
    expect(faultsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/client.pem' })).toEqual([
      expect.stringMatching(/^TEMPORAL_\* .*\/nowhere\/client\.pem/),
    ]);
    expect(
      faultsOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere', TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'x' }),
    ).toEqual([expect.stringContaining('server_ca_cert')]);
  });
});

describe('DATABASE_POOLER', () => {
  const DATABASE_URL = 'postgres://pooler/db';

  it('is transaction or not set', () => {
    for (const DATABASE_POOLER of ['session', 'Transaction', 'yes'])
      expect(faultsOf({ DATABASE_URL, DATABASE_POOLER })).toEqual([
        'DATABASE_POOLER must be transaction, or not set',
      ]);
  });
});

it.each(['DATABASE_URL', 'DATABASE_DIRECT_URL'])(
  '%s may hold settings of Postgres, and nothing else in its options',
  (name) => {
    const url = (options: string) => `postgres://h/db?options=${encodeURIComponent(options)}`;
    expect(faultsOf({ [name]: url('-c search_path=shop --statement-timeout=5s') })).toEqual([]);
    expect(faultsOf({ [name]: url('-c search_path=secret-canary -e') })).toEqual([
      `${name} has options other than -c name=value (its value is not shown)`,
    ]);
  },
);

describe('DATABASE_URL_FILE', () => {
  it('has a brother for DATABASE_DIRECT_URL', () => {
    const DATABASE_DIRECT_URL_FILE = file('direct', 'postgres://u:p@h/db\n');
    expect(loadSettings({ DATABASE_DIRECT_URL_FILE })).toMatchObject({
      databaseDirectUrl: 'postgres://u:p@h/db',
    });
  });

  it('names a file that holds the address, its last line break or none', () => {
    const url = 'postgres://user:password@db.example:5432/adtech';
    for (const text of [url, `${url}\n`, `${url}\r\n`]) {
      expect(loadSettings({ DATABASE_URL_FILE: file('url', text) }).databaseUrl).toBe(url);
    }
  });

  it('is refused beside DATABASE_URL, since one of them would be wrong', () => {
    const env = { DATABASE_URL: 'postgres://h/db', DATABASE_URL_FILE: file('url', 'postgres://h/other') };
    expect(faultsOf(env)).toEqual(['DATABASE_URL_FILE and DATABASE_URL are both set; set one of them']);
  });

  it('is named with its path when there is no such file', () => {
    const missing = path.join(folder, 'missing');
    expect(faultsOf({ DATABASE_URL_FILE: missing })).toEqual([
      expect.stringMatching(/^DATABASE_URL_FILE cannot be read: ENOENT.*missing/),
    ]);
  });

  it('never shows what the file holds', () => {
    for (const text of ['', 'secret-canary', 'mysql://u:secret-canary@h/db']) {
      expect(faultsOf({ DATABASE_URL_FILE: file('url', text) })).toEqual([
        'DATABASE_URL must be a postgres://… URL (its value is not shown)',
      ]);
    }
  });
});
