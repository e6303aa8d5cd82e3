import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTemporal } from '../../local/find-temporal';
import { goInstall } from '../../local/go-install';

jest.setTimeout(60_000);

const WORKING = '#!/bin/sh\necho "temporal version 1.5.1"\n';
/** Makes what the real one would, from the name of the package, in GOBIN. */
const FAKE_GO = `#!/bin/sh
echo "$CGO_ENABLED $*" >> "$(dirname "$0")/calls"
name=$(basename "\${2%@*}")
sleep 0.3
printf '#!/bin/sh\\necho "temporal version 1.5.1"\\n' > "$GOBIN/$name"
chmod 755 "$GOBIN/$name"
`;
/** Takes the place of the SDK's download in the process made for it, as a closed network does, or a fast one. */
const NO_DOWNLOAD = 'process.stderr.write("no network"); process.exit(1);';
const DOWNLOAD = `
const { writeFileSync } = require('node:fs');
writeFileSync(process.argv[2] + '/temporal-cli-v1.5.1', ${JSON.stringify(WORKING)}, { mode: 0o755 });
process.exit(0);
`;

let folder: string;
let bin: string;
let cacheDir: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-find-'));
  bin = path.join(folder, 'bin');
  cacheDir = path.join(folder, 'cache');
  mkdirSync(bin);
  lines = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(file: string, text: string, mode = 0o755): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const onProgress = (line: string): void => {
  lines.push(line);
};

function find(download = NO_DOWNLOAD, signal?: AbortSignal): Promise<string> {
  const preload = put(path.join(folder, 'preload.js'), download);
  const env = { PATH: `${bin}:/usr/bin:/bin`, NODE_OPTIONS: `--require ${preload}` };
  return findTemporal({ env, cacheDir, onProgress, ...(signal && { signal }) });
}

const cached = (): string => path.join(cacheDir, 'temporal-1.5.1', 'temporal');

test('takes the one on the PATH first', async () => {
  put(cached(), WORKING);
  const onPath = put(path.join(bin, 'temporal'), WORKING);
  expect(await find()).toBe(onPath);
  expect(lines).toEqual([]);
});

test('skips a broken one, with a line, and falls to the cache', async () => {
  const broken = put(path.join(bin, 'temporal'), '#!/bin/sh\necho "no such library" >&2\nexit 127\n');
  put(cached(), WORKING);
  expect(await find()).toBe(cached());
  expect(lines).toEqual([`Skipping ${broken}: "--version" failed (no such library).`]);
});

test('takes no other program of that name', async () => {
  put(path.join(bin, 'temporal'), '#!/bin/sh\necho "temporal-tables 3.0"\n');
  put(cached(), WORKING);
  expect(await find()).toBe(cached());
});

test('lets the SDK download it into the cache', async () => {
  expect(await find(DOWNLOAD)).toBe(cached());
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.5.1']);
});

test('replaces a broken one in the cache by one installed with Go', async () => {
  put(cached(), 'half a file', 0o644);
  put(path.join(bin, 'go'), FAKE_GO);
  expect(await find()).toBe(cached());
  expect(readFileSync(path.join(bin, 'calls'), 'utf8')).toBe(
    '0 install github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
  );
  expect(lines.join('\n')).toContain('5 to 8 minutes');
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.5.1']);
});

test('names every way tried, why each failed, and the remedies', async () => {
  const failure = await find().catch((error: unknown) => (error as Error).message);
  for (const part of [
    '1. `temporal` on the PATH: not there',
    `2. the cache, ${cached()}: not there`,
    "3. the Temporal SDK's own download: no network",
    '4. `go install github.com/temporalio/cli/cmd/temporal@v1.5.1`: Go is not on the PATH',
    'install `temporal`',
    'TEMPORAL_ADDRESS',
    'install Go',
  ]) {
    expect(failure).toContain(part);
  }
  expect(readdirSync(cacheDir)).toEqual([]);
});

test("passes on the Go command's own words when it fails", async () => {
  put(path.join(bin, 'go'), '#!/bin/sh\necho "go: module lookup disabled" >&2\nexit 1\n');
  await expect(find()).rejects.toThrow('failed: go: module lookup disabled');
});

test('stops, and leaves nothing behind, when it is aborted', async () => {
  put(path.join(bin, 'go'), '#!/bin/sh\nexec sleep 30\n');
  const abort = new AbortController();
  const found = find(NO_DOWNLOAD, abort.signal);
  setTimeout(() => {
    abort.abort(new Error('enough'));
  }, 1_500);
  await expect(found).rejects.toThrow('enough');
  expect(readdirSync(cacheDir)).toEqual([]);
});

describe('goInstall', () => {
  const gateway = { module: 'example.org/cmd/gateway', version: 'v1.8.0', binary: 'gateway' };

  function install(): Promise<string> {
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    return goInstall({ ...gateway, cacheDir, env, onProgress, progressEveryMs: 100 });
  }

  test('installs once, tells the time that passes, and then answers from the cache', async () => {
    put(path.join(bin, 'go'), FAKE_GO);
    const target = path.join(cacheDir, 'gateway-1.8.0', 'gateway');
    expect(await install()).toBe(target);
    expect(lines).toContain('Still installing gateway with Go: 0 min 0 s so far.');
    expect(await install()).toBe(target);
    expect(readFileSync(path.join(bin, 'calls'), 'utf8').split('\n')).toHaveLength(2);
  });

  test('lets two at once end with one good program, and no remains', async () => {
    put(path.join(bin, 'go'), FAKE_GO);
    const [one, other] = await Promise.all([install(), install()]);
    expect(one).toBe(other);
    expect(readdirSync(cacheDir)).toEqual(['gateway-1.8.0']);
  });

  test('removes what a killed process left, and not what a live one works on', async () => {
    put(path.join(bin, 'go'), FAKE_GO);
    const live = put(path.join(cacheDir, `tmp-${process.pid}-live`, 'gateway'), '');
    const dead = put(path.join(cacheDir, 'tmp-4194305-dead', 'gateway'), '');
    await install();
    expect(existsSync(live)).toBe(true);
    expect(existsSync(dead)).toBe(false);
  });
});
