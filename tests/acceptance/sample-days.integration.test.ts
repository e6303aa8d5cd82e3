import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { adtech, endProcess, spawnAdtech } from '../support/processes/command-line';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-sample-'));
  // Where the tests run as root, Postgres runs as another user, who must reach the folder.
  chmodSync(folder, 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Settings of a process whose clock shows a fixed instant. */
function at(now: string): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--require ${path.join(__dirname, '..', 'support', 'processes', 'clock.cjs')}`,
    ADTECH_TEST_NOW: now,
  };
}

// Break: samples up to yesterday, whatever the hour: after 23:00 UTC the newest date due is published without events.
const CASES = [
  ['before 23:00 UTC, the day before', '2024-03-01T22:59:59.999Z', '2024-02-29'],
  ['from 23:00 UTC on, that day', '2024-03-01T23:00:00.000Z', '2024-03-01'],
] as const;

it.each(CASES)('sample logs reach the last date due: %s', async (_, now, lastDay) => {
  const out = pathToFileURL(folder).href;
  const { stdout } = await adtech(['sample', '--out', out, '--rows', '100', '--json'], at(now));
  expect(JSON.parse(stdout)).toMatchObject({ last_day: lastDay });
});

it.each(CASES)('sample logs of `up` in a new folder reach it as well: %s', async (_, now, lastDay) => {
  const child = spawnAdtech(
    ['up'],
    { PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0', ...at(now) },
    folder,
  );
  let output = '';
  await new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('sample logs written')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      resolve();
    });
  });
  await endProcess(child, 'SIGINT');
  expect(output).toMatch(new RegExp(`sample logs written: .* to ${lastDay}\\n`));
});
