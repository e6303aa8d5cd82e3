// `node deploy/try-image.mjs IMAGE`: runs migrate, worker and api from an image with podman, as non-root on a read-only root
// without capabilities, against a real Postgres, Temporal and S3 server, publishes a date, and asks the API for its lists.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from '../scripts/ensure.mjs';

const [image] = process.argv.slice(2);
if (image === undefined) {
  console.error('usage: node deploy/try-image.mjs IMAGE');
  process.exit(2);
}
await ensureBuilt();
const { findTemporal } = await import('../dist/local/find-temporal.js');
const { freePort } = await import('../dist/local/ports.js');
const { startPostgres } = await import('../dist/local/postgres.js');
const { findVersitygw, startS3Server } = await import('../dist/scripts/programs/s3-server.js');
const { startTemporalServer } = await import('../dist/local/temporal-server.js');

const DATE = '2024-11-29';
const USERS = ['migrate', 'worker', 'api'];
const BUCKET = 'lake';
const HEALTHY_WITHIN_MS = 60_000;
/** The grace period of docker-compose.yml; the worker stops within 20 s. */
const STOP_GRACE_S = 60;
// runc, since crun refuses some machines' cgroups; limits that a restricted root may set.
const PODMAN = ['--runtime', 'runc'];
const LOCKED = [
  ...['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--network', 'host'],
  ...['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096', '--no-healthcheck'],
];

/** The image's commands, each as the user of the database that it has in production. */
class Commands {
  constructor(settings, urls) {
    this.settings = settings;
    this.urls = urls;
  }

  run(user, ...words) {
    check(`adtech ${words.join(' ')}`, run([...this.#environment(user), image, ...words]) === 0);
  }

  /** Starts a service and waits until its health check succeeds. */
  async start(part) {
    const name = `adtech-try-${part}-${process.pid}`;
    podman(['run', '--detach', '--name', name, ...LOCKED, ...this.#environment(part), image, part], 'ignore');
    containers.push(name);
    const deadline = Date.now() + HEALTHY_WITHIN_MS;
    while (podman(['exec', name, 'node', 'health.mjs', part], 'ignore') !== 0) {
      if (Date.now() > deadline) {
        podman(['logs', name]);
        throw new Error(`${part} is not healthy within ${HEALTHY_WITHIN_MS} ms`);
      }
      await sleep(500);
    }
    check(`${part} is healthy`, true);
    return name;
  }

  #environment(user) {
    return environment({ ...this.settings, DATABASE_URL: this.urls[user] });
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'adtech-image-'));
// Postgres refuses to run as root.
chmodSync(folder, 0o755);
const started = [];
const containers = [];
try {
  const settings = await startServices();
  check('the user is not root', capture(['--entrypoint', 'id', image, '-u']) === '1000');
  check('the root is read-only', run(['--entrypoint', 'touch', image, '/app/x'], 'ignore') !== 0);
  const urls = Object.fromEntries(USERS.map((user) => [user, urlOf(user, settings.DATABASE_URL)]));
  makeUsers(settings, urls);
  const commands = new Commands(settings, urls);
  commands.run(
    'worker',
    'sample',
    '--out',
    settings.LAKE_URL,
    '--rows',
    '10000',
    '--days',
    '2',
    '--to',
    DATE,
  );
  commands.run('migrate', 'migrate');
  const worker = await commands.start('worker');
  const api = await commands.start('api');
  commands.run('worker', 'run', DATE);
  await checkLists(settings);
  stopContainer(worker);
  stopContainer(api);
} catch (error) {
  console.error(`✗ ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const name of containers) podman(['rm', '--force', '--time', '0', name], 'ignore');
  for (const service of started.reverse()) await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

function makeUsers({ DATABASE_URL }, urls) {
  const settings = Object.entries(urls).map(([user, url]) => [`${user.toUpperCase()}_DATABASE_URL`, url]);
  const names = environment({ DATABASE_URL, ...Object.fromEntries(settings) });
  const status = run([...names, '--entrypoint', 'node', image, 'database-users.mjs']);
  check('the database has its users', status === 0);
}

function urlOf(user, adminUrl) {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = randomUUID();
  return url.href;
}

function environment(settings) {
  return Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
}

/** Starts the services, and returns the settings that lead to them. */
async function startServices() {
  const onProgress = (line) => console.error(`  ${line}`);
  const programs = { env: process.env, cacheDir: path.join(homedir(), '.cache', 'adtech'), onProgress };
  const start = async (service) => {
    started.push(await service);
    return started.at(-1);
  };
  const buckets = path.join(folder, 's3');
  mkdirSync(path.join(buckets, BUCKET), { recursive: true });
  const s3 = await start(startS3Server(await findVersitygw(programs), buckets));
  const postgres = await start(startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress }));
  const temporal = await start(
    startTemporalServer({
      executable: await findTemporal(programs),
      dataDir: path.join(folder, 'temporal'),
      headless: true,
      onProgress,
    }),
  );
  return {
    LAKE_URL: `s3://${BUCKET}`,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    START_DATE: DATE,
    PORT: String(await freePort()),
    METRICS_PORT: String(await freePort()),
  };
}

/** Asks the API for lists of every advertiser that it knows by its figures. */
async function checkLists({ PORT }) {
  const ask = async (where) => (await fetch(`http://127.0.0.1:${PORT}${where}`)).json();
  const { agreement } = await ask('/stats');
  check('the API has figures of advertisers', agreement.length > 0);
  const [{ advertiser_id: advertiser }] = agreement;
  for (const model of ['TopProducts', 'TopCTR']) {
    const { date, recommendations } = await ask(`/recommendations/${advertiser}/${model}`);
    check(
      `${model} of ${advertiser}: ${recommendations.length} products of ${date}`,
      date === DATE && recommendations.length > 0,
    );
  }
}

function stopContainer(name) {
  podman(['stop', '--time', String(STOP_GRACE_S), name], 'ignore');
  const { stdout } = spawnSync('podman', [...PODMAN, 'inspect', '--format', '{{.State.ExitCode}}', name], {
    encoding: 'utf8',
  });
  check(`${name} ends with 0 on SIGTERM`, stdout.trim() === '0');
}

function check(what, isWell) {
  if (!isWell) throw new Error(what);
  console.log(`✓ ${what}`);
}

function run(args, output = 'inherit') {
  return podman(['run', '--rm', ...LOCKED, ...args], output);
}

function capture(args) {
  return spawnSync('podman', [...PODMAN, 'run', '--rm', ...LOCKED, ...args], {
    encoding: 'utf8',
  }).stdout.trim();
}

function podman(args, output = 'inherit') {
  return spawnSync('podman', [...PODMAN, ...args], { stdio: ['ignore', output, output] }).status;
}
