import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ENDPOINTS } from '../api/endpoints';
import { SETTING_NAMES } from '../config/declarations';

const ROOT = join(__dirname, '..');
const { safeLoad } = jest.requireActual<{ safeLoad(text: string): unknown }>('js-yaml');

const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  restart: z.string(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  cpus: z.number(),
  read_only: z.boolean().default(false),
  depends_on: z
    .record(z.string(), z.object({ condition: z.enum(CONDITIONS), required: z.boolean().default(true) }))
    .default({}),
  healthcheck: z
    .object({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string(),
    })
    .optional(),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const fileText = (name: string) => readFileSync(join(ROOT, name), 'utf8');
/** The settings that a program of ours names. */
const namesIn = (name: string) => {
  const names = fileText(name).match(/\b[A-Z]+_DATABASE_URL\b|\bDATABASE_URL\b/g) ?? [];
  return names.flatMap((setting) => [setting, `${setting}_FILE`]);
};
const SECRET_NAME = /PASSWORD|PWD|SECRET|TOKEN|ACCESS_KEY|API_KEY(?!S$)|CREDENTIAL|DATABASE_URL/;

const composeText = fileText('docker-compose.yml');
const raw = safeLoad(composeText);
const rawServices = z.object({ services: z.record(z.string(), z.unknown()) }).parse(raw).services;
const compose = composeSchema.parse(raw);
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const exampleLines = fileText('.env.example').split('\n');

const oneShots = new Set(
  services.flatMap(([, { depends_on: needed }]) =>
    Object.entries(needed).flatMap(([name, { condition }]) =>
      condition === 'service_completed_successfully' ? [name] : [],
    ),
  ),
);

describe('docker-compose.yml', () => {
  it.each(services)('pins the version of the image of %s', (_, { image }) => {
    expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$/);
  });

  it.each(services)('knows whether %s is well, or waits for its end', (name, { healthcheck, restart }) => {
    expect(healthcheck === undefined).toBe(oneShots.has(name));
    expect(restart).toMatch(oneShots.has(name) ? /^on-failure:\d+$/ : /^unless-stopped$/);
  });

  it.each(services)('starts %s after services that exist', (name, { depends_on: needed }) => {
    for (const [other, { condition }] of Object.entries(needed)) {
      expect(Object.keys(compose.services)).toContain(other);
      expect(condition).toBe(oneShots.has(other) ? 'service_completed_successfully' : 'service_healthy');
      expect(other).not.toBe(name);
    }
  });

  it.each(services)(
    'holds no password or key of %s',
    (_, { environment, command, entrypoint, healthcheck }) => {
      for (const [name, value] of Object.entries(environment)) {
        if (SECRET_NAME.test(name)) expect(value).toMatch(/^\/run\/secrets\/[a-z_]+$/);
      }
      const texts = [...Object.values(environment), ...(command ?? []), ...(entrypoint ?? [])];
      for (const text of [...texts, ...(healthcheck?.test ?? [])]) {
        expect(String(text)).not.toMatch(/:\/\/[^/\s:@]*:[^/\s@]*@/);
      }
    },
  );

  it.each(services)('mounts exactly the secrets that %s reads', (_, service) => {
    const text = [...Object.values(service.environment), ...(service.command ?? [])].join('\n');
    const read = [...text.matchAll(/\/run\/secrets\/([a-z_]+)/g)].map(([, name]) => name);
    expect(service.secrets.toSorted()).toEqual([...new Set(read)].sort());
  });

  it('gives worker and api no other user of the database than their own', () => {
    for (const [name, { build, secrets }] of services) {
      if (build === undefined || name === 'database-users') continue;
      const user = name === 'schedule' ? 'worker' : name;
      expect(secrets.filter((secret) => secret.endsWith('_database_url'))).toEqual([`${user}_database_url`]);
    }
  });

  it.each(ours)('sets nothing for %s that the settings do not know', (name, { environment }) => {
    const known = name === 'database-users' ? namesIn('deploy/image/database-users.mjs') : SETTING_NAMES;
    for (const setting of Object.keys(environment)) {
      const ofLibraries = [
        'AWS_SHARED_CREDENTIALS_FILE',
        'NODE_OPTIONS',
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'TEMPORAL_ADDRESS',
        'TEMPORAL_NAMESPACE',
      ];
      expect([...known, ...ofLibraries]).toContain(setting);
    }
  });

  it.each(ours)('runs %s on a read-only root without capabilities', (name, { read_only: readOnly }) => {
    expect(readOnly).toBe(true);
    expect(rawServices[name]).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('looks at the port and the path of the API that it publishes', () => {
    const { environment, ports, healthcheck } = compose.services['api']!;
    expect(ports).toEqual([`127.0.0.1:${String(environment['PORT'])}:${String(environment['PORT'])}`]);
    expect(healthcheck?.test).toEqual(['CMD', 'node', 'health.mjs', 'api']);
    const [path = ''] = /\/health\/\w+/.exec(fileText('deploy/image/health.mjs')) ?? [];
    expect(ENDPOINTS.map((endpoint) => endpoint.path)).toContain(path);
  });

  it('lets Prometheus find the metrics, and Grafana Prometheus', () => {
    const jobs = [
      ...fileText('monitoring/prometheus/prometheus.yml').matchAll(/names: \[(\w+)\][^]*?port: (\d+)/g),
    ];
    const { api, worker } = compose.services;
    expect(jobs.map(([, name, port]) => [name, Number(port)])).toEqual([
      ['api', api?.environment['METRICS_PORT']],
      ['worker', worker?.environment['WORKER_METRICS_PORT']],
    ]);
    const [, address] = /url: http:\/\/(\S+)/.exec(
      fileText('monitoring/grafana/provisioning/datasources/prometheus.yml'),
    )!;
    expect(address).toBe('prometheus:9090');
    expect(compose.services['prometheus']?.ports).toEqual(['127.0.0.1:9090:9090']);
    const folder = /path: (\S+)/.exec(fileText('monitoring/grafana/provisioning/dashboards/adtech.yml'))?.[1];
    expect(compose.services['grafana']?.volumes).toContain(`./monitoring/grafana/dashboards:${folder!}:ro`);
  });

  it('reaches each service at a port that it listens on', () => {
    const listens: Record<string, number> = {
      postgres: 5432,
      lake: 7070,
      temporal: 7233,
      'temporal-postgres': 5432,
    };
    for (const [, { environment }] of services) {
      for (const value of Object.values(environment)) {
        const [, host = '', port = ''] = /^(?:https?:\/\/)?([a-z-]+):(\d+)$/.exec(String(value)) ?? [];
        if (host !== '') expect(listens[host]).toBe(Number(port));
      }
    }
    expect(compose.services['lake']?.environment['VGW_PORT']).toBe(':7070');
    expect(fileText('deploy/make-secrets.sh')).toMatch(/@postgres:5432\/adtech/);
  });

  it.each(services)('publishes the ports of %s on this machine only', (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  // Its programs read it, and none of ours: where the image has it cannot be tried here.
  it('keeps a task queue of Temporal in one partition, as the embedded server does', () => {
    const { environment, volumes } = compose.services['temporal']!;
    const [source = '', target] = volumes[0]!.split(':');
    expect(environment['DYNAMIC_CONFIG_FILE_PATH']).toBe(target);
    expect(safeLoad(fileText(source))).toEqual({
      'matching.numTaskqueueReadPartitions': [{ value: 1 }],
      'matching.numTaskqueueWritePartitions': [{ value: 1 }],
    });
  });

  it.each(services)('keeps what %s stores in volumes with a name', (_, { volumes }) => {
    for (const volume of volumes) {
      const [source = '', , mode] = volume.split(':');
      // What comes from the checkout is there, and stays as it is.
      if (source.startsWith('./')) expect([existsSync(join(ROOT, source)), mode]).toEqual([true, 'ro']);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  });

  it('runs every part of the product from one image', () => {
    const commands = services.flatMap(([, { build, image, command }]) =>
      build === undefined ? [] : [`${image} ${command?.join(' ') ?? ''}`],
    );
    const version = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version;
    expect(commands.sort()).toEqual(
      ['', 'api', 'migrate', 'schedule apply', 'worker'].map(
        (command) => `adtech-recommendations:${version} ${command}`,
      ),
    );
  });
});

describe('deploy/make-secrets.sh', () => {
  it('makes every secret that docker-compose.yml mounts, and leaves them at the next call', () => {
    const folder = mkdtempSync(join(tmpdir(), 'adtech-secrets-'));
    try {
      const script = join(folder, 'deploy', 'make-secrets.sh');
      mkdirSync(join(folder, 'deploy'));
      copyFileSync(join(ROOT, 'deploy', 'make-secrets.sh'), script);
      execFileSync('sh', [script]);
      const read = () =>
        Object.fromEntries(
          readdirSync(join(folder, 'secrets')).map((name) => [
            name,
            readFileSync(join(folder, 'secrets', name), 'utf8'),
          ]),
        );
      const made = read();
      expect(Object.keys(made).sort()).toEqual(Object.keys(compose.secrets).sort());
      for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`secrets/${name}`);
      const userOf = (name: string) => new URL(made[`${name}_database_url`]!).username;
      expect(['admin', 'migrate', 'worker', 'api'].map(userOf)).toEqual([
        'adtech',
        'migrate',
        'worker',
        'api',
      ]);
      expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length);
      expect(made['lake_credentials']).toContain(made['lake_secret_access_key']?.trim());
      expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0);
      execFileSync('sh', [script]);
      expect(read()).toEqual(made);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('.env.example', () => {
  it('names every variable that docker-compose.yml asks for, and no other', () => {
    const asked = [...composeText.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name);
    const named = exampleLines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(named.sort()).toEqual([...new Set(asked)].sort());
  });

  it('gives none of them a value', () => {
    for (const line of exampleLines) expect(line).toMatch(/^(#.*|[A-Z_]+=)?$/);
  });
});
