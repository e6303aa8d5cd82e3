import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { documentedCommands } from '../support/processes/documented-commands';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const ROOT = path.join(__dirname, '..', '..');
const DATES = { rowsPerLog: 5_000, days: 3, lastDay: '2026-11-22', seed: 1 } as const;

/** Commands of the documents that do not run here, and why. */
const NOT_RUN: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm start$/, 'tests/acceptance/up runs what it calls, `adtech up`'],
  [/^npm run bench\b/, '.ci/run calls its smallest form; the others take minutes to hours'],
  [/^npm run client$/, 'npm test calls it with --check'],
  [
    /^(OTEL_\S+ )?npx adtech (worker|api)$/,
    'they serve until they are stopped; both run below, by the same commands',
  ],
  [/^npx adtech schedule apply$/, 'it would start every date since; tests/acceptance/schedule runs it'],
  [
    /^(for seed|npx adtech sample --out "|LAKE_URL="\S+ npx adtech backtest|done$|npx adtech backtest --folder)/,
    'studies over millions of rows, and over a log that is not in the checkout; tests/cli has smaller ones',
  ],
  [/^npx adtech simulate\b/, 'minutes of work; tests/cli/simulate runs it over fewer days'],
  [/^(temporal|tctl) /, 'programs of Temporal, against a schedule: tests/acceptance/schedule'],
  [/^docker /, 'no Docker engine where tests run; deploy/try-image.sh builds and runs the image'],
  [/^deploy\/make-secrets\.sh$/, 'it writes into the checkout; tests/docker-compose.test.ts runs a copy'],
  [/^(cd deploy\/aws|terraform )/, 'needs an account of AWS; npm run deploy:check validates the files'],
  [/^kubectl /, 'needs a cluster; npm run deploy:check holds the manifests against its schemas'],
];
/** Exit codes other than 0 that a document shows. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'DATABASE_URL=foo START_DATE=2024-02-30 PORT=abc LAKE_URL=x npx adtech status': 2,
};

const commands = documentedCommands();
const reasonOf = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];
const run = promisify(execFile);

let system: TestSystem;
let api: ApiProcess;
/** The key that the last `keys create` printed, as a reader would keep it. */
let key = '';

beforeAll(async () => {
  system = await createTestSystem('folder', await sampleTexts(DATES), { START_DATE: '2026-11-20' });
  await system.startWorker();
  const end = await system.adtech('backfill', '--to', DATES.lastDay, '--yes');
  expect(end).toMatchObject({ code: 0 });
  api = await startApiProcess(system.env);
});

afterAll(async () => {
  await api.stop();
  await system.dispose();
});

/**
 * The command on this system: the program that npx calls in a checkout, its API's address, and the key that it made in place
 * of the one that the document shows. Jest lists the tests that it would run, since `npm test` runs them anyway.
 */
function onThisSystem(command: string): string {
  const [, id = ''] = /^adk_([0-9a-f]+)_/.exec(key) ?? [];
  return command
    .replace('npx adtech', 'node bin/adtech.mjs')
    .replace(/^npx jest /, 'npx jest --listTests ')
    .replaceAll('http://127.0.0.1:8000', api.url)
    .replace(/(?<=keys revoke )[0-9a-f]+/, id);
}

async function exitCodeOf(command: string): Promise<{ code: unknown; output: string }> {
  const { PATH = '', HOME = '' } = process.env;
  try {
    const { stdout, stderr } = await run('bash', ['-eo', 'pipefail', '-c', onThisSystem(command)], {
      cwd: ROOT,
      env: { PATH, HOME, ...system.env, KEY: key },
    });
    if (command.includes('keys create')) key = stdout.trim();
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

describe('the commands of the documents', () => {
  it.each(NOT_RUN)('that are left out are there: %s', (pattern) => {
    expect(commands.filter(({ command }) => pattern.test(command))).not.toEqual([]);
  });

  it.each(
    commands
      .filter(({ command }) => reasonOf(command) === undefined)
      .map(({ file, line, command }) => [`${file}:${String(line)}`, command] as const),
  )('do what they say: %s %s', async (_, command) => {
    const { code, output } = await exitCodeOf(command);
    expect({ code, output }).toEqual({ code: EXIT_CODES[command] ?? 0, output });
    if (command.startsWith('curl')) {
      const answer: unknown = JSON.parse(/\{[^]*\}/.exec(output)?.[0] ?? '');
      // The sample logs have the advertiser of the examples, and no `A`.
      if (!command.endsWith('/A')) expect(answer).not.toHaveProperty('status', 404);
    }
    if (command.startsWith('npx jest ')) {
      const wanted = command.split(' -- ')[1]?.split(' ') ?? [];
      const listed = output.split('\n').filter((line) => path.isAbsolute(line));
      const asked = listed.map((file) => wanted.find((one) => path.relative(ROOT, file).startsWith(one)));
      expect(new Set(asked)).toEqual(new Set(wanted));
    }
  });
});
