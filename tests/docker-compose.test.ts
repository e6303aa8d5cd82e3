import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

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
});

const composeText = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = composeSchema.parse(safeLoad(composeText));
const services = Object.entries(compose.services);
const exampleLines = readFileSync(join(ROOT, '.env.example'), 'utf8').split('\n');

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
        if (/PASSWORD|PWD|SECRET|TOKEN|ACCESS_KEY|API_KEY(?!S$)|CREDENTIAL/.test(name)) {
          expect(value).toMatch(/^\$\{[A-Z_]+:\?set it in \.env\}$/);
        }
      }
      const texts = [...Object.values(environment), ...(command ?? []), ...(entrypoint ?? [])];
      for (const text of [...texts, ...(healthcheck?.test ?? [])]) {
        expect(String(text)).not.toMatch(/:\/\/[^/\s:@]*:(?!\$\{[A-Z_]+:\?)[^/\s@]*@/);
      }
    },
  );

  it.each(services)('publishes the ports of %s on this machine only', (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it.each(services)('keeps what %s stores in volumes with a name', (_, { volumes }) => {
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
  });

  it('runs every part of the product from one image', () => {
    const commands = services.flatMap(([, { build, image, command }]) =>
      build === undefined ? [] : [`${image} ${command?.join(' ') ?? ''}`],
    );
    const version = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version;
    expect(commands.sort()).toEqual(
      ['api', 'migrate', 'schedule apply', 'worker'].map(
        (command) => `adtech-recommendations:${version} ${command}`,
      ),
    );
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
