import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from '../../../scripts/programs/chromium';

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-chromium-'));
  lines = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, text = ''): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const find = (env: NodeJS.ProcessEnv = {}, mayInstall = true) =>
  findChromium({ env: { PATH: folder, ...env }, onProgress: (line) => lines.push(line), mayInstall });

it('takes the program that CHROMIUM_PATH names before any other', async () => {
  program('chromium');
  const mine = program('mine');
  expect(await find({ CHROMIUM_PATH: mine })).toBe(mine);
});

it('refuses a CHROMIUM_PATH that is no program, and names it', async () => {
  program('chromium');
  await expect(find({ CHROMIUM_PATH: '/nowhere/chrome' })).rejects.toThrow(
    'CHROMIUM_PATH is /nowhere/chrome, which is not an executable file',
  );
});

it.each(['chromium', 'chromium-browser', 'google-chrome'])('finds %s on the PATH', async (name) => {
  const file = program(name);
  expect(await find()).toBe(file);
});

it('installs one with apt-get where it may, and says so', async () => {
  const calls = path.join(folder, 'calls');
  program(
    'apt-get',
    `echo "$DEBIAN_FRONTEND $1" >> ${calls}
     [ "$1" = install ] || exit 0
     echo '#!/bin/sh' > ${folder}/chromium; /bin/chmod 755 ${folder}/chromium`,
  );
  expect(await find()).toBe(path.join(folder, 'chromium'));
  expect(lines).toEqual([expect.stringMatching(/^Installing Chromium with "apt-get install chromium"/)]);
});

it.each([
  [
    'apt-get fails',
    true,
    'echo "E: no network"; exit 100',
    /apt-get install chromium" failed: E: no network/,
  ],
  ['it is not root', false, 'exit 0', /only root may install one/],
])('says what to install where %s', async (_, mayInstall, text, reason) => {
  program('apt-get', text);
  const failure = find({}, mayInstall);
  await expect(failure).rejects.toThrow(reason);
  await expect(failure).rejects.toThrow(/apt-get update && apt-get install -y chromium/);
});

it('says what to install where there is no apt-get', async () => {
  await expect(find()).rejects.toThrow(/no apt-get.*\n.*any one of these/);
});
