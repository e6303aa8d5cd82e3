// `npm run fuzz`: holds a running API against its own document with Schemathesis (all checks, all phases, a fixed seed), first
// open to everybody, then with keys required. `-- --quick` asks less. Servers and Python packages stay below .adtech/fuzz.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, root } from './ensure.mjs';
import { createFuzzDatabase } from './fuzz/database.mjs';

const VERSION = '4.32.5';
const SEED = '20241129';
const MAX_EXAMPLES = process.argv.includes('--quick') ? '20' : '200';
const folder = path.join(root, '.adtech', 'fuzz');

await ensureBuilt();
const { startPostgres } = await import('../dist/local/postgres.js');
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
mkdirSync(folder, { recursive: true });
const schemathesis = prepareSchemathesis();
const postgres = await startPostgres({
  dataDir: path.join(folder, 'postgres'),
  onProgress: (line) => console.error(line),
});
try {
  const { url, key } = await createFuzzDatabase(postgres.url);
  const well = [
    await fuzz('open to everybody', { DATABASE_URL: url, API_KEYS: 'off' }, []),
    await fuzz('with keys required', { DATABASE_URL: url, API_KEYS: 'required' }, [
      '--header',
      `Authorization: Bearer ${key}`,
    ]),
  ];
  process.exitCode = well.every(Boolean) ? 0 : 1;
} finally {
  await postgres.stop();
}

/** Tells whether an API with these settings does what its document says. */
async function fuzz(name, settings, args) {
  if (stop.signal.aborted) return false;
  console.log(`\n— ${name} —`);
  const { PATH = '' } = process.env;
  const api = spawn(process.execPath, [path.join(root, 'bin', 'adtech.mjs'), 'api'], {
    cwd: folder,
    // None of the caller's settings; a limit that is not reached, so that its headers are there to check.
    env: {
      PATH,
      HOME: folder,
      PORT: '0',
      METRICS_PORT: '0',
      RATE_LIMIT_PER_MINUTE: '1000000000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await portOf(api);
    const code = await end(
      spawn(
        schemathesis,
        [
          ...['--config-file', path.join(root, 'scripts', 'fuzz', 'schemathesis.toml')],
          ...['run', `http://127.0.0.1:${port}/openapi.json`, '--url', `http://127.0.0.1:${port}`],
          ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing,stateful'],
          ...['--seed', SEED, '--generation-database', 'none'],
          ...['--max-examples', MAX_EXAMPLES, '--continue-on-failure', ...args],
        ],
        { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], signal: stop.signal, killSignal: 'SIGINT' },
      ),
    );
    if (api.exitCode !== null) console.error(`adtech api has ended with ${api.exitCode}`);
    return code === 0 && api.exitCode === null;
  } finally {
    if (api.kill('SIGTERM')) await once(api, 'exit');
  }
}

/** The port that an API says it listens on. */
async function portOf(api) {
  for await (const line of createInterface({ input: api.stdout })) {
    const { port } = line.startsWith('{') ? JSON.parse(line) : {};
    if (port === undefined) continue;
    // What it says later is of no interest, but has to go somewhere.
    api.stdout.resume();
    return port;
  }
  throw new Error('adtech api has not started');
}

/** The exit code of a program; undefined when it could not be started, or was stopped. */
function end(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (error.name !== 'AbortError') console.error(error.message);
      resolve(undefined);
    });
    child.once('exit', resolve);
  });
}

/** Path of the program; the first call installs it into a separate environment. */
function prepareSchemathesis() {
  const environment = path.join(folder, `schemathesis-${VERSION}`);
  const stamp = path.join(environment, 'complete');
  const bin = path.join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  if (existsSync(stamp)) return path.join(bin, 'schemathesis');
  console.error(`installing schemathesis ${VERSION}, once`);
  rmSync(environment, { recursive: true, force: true });
  run('python3', ['-m', 'venv', environment]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(path.join(bin, 'python'), [...pip, `schemathesis==${VERSION}`]);
  writeFileSync(stamp, '');
  return path.join(bin, 'schemathesis');
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`, { cause: error });
}
