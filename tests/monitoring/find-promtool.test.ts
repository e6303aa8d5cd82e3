import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPromtool } from '../support/monitoring/find-promtool';

let folder: string;
let cacheDir: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-promtool-'));
  cacheDir = path.join(folder, 'cache');
  lines = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, text = '', in_ = folder): string {
  mkdirSync(in_, { recursive: true });
  const file = path.join(in_, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const find = () =>
  findPromtool({ env: { PATH: `${folder}:/bin` }, cacheDir, onProgress: (line) => lines.push(line) });

it('takes the one on the PATH before the one in the cache', async () => {
  const cached = program('promtool', '', path.join(cacheDir, 'promtool-debian'));
  expect(await find()).toBe(cached);
  const onPath = program('promtool');
  expect(await find()).toBe(onPath);
  expect(lines).toEqual([]);
});

it('comes out of the package of Debian, which is not installed', async () => {
  program('apt-get', '[ "$*" = "download prometheus" ] && echo package > prometheus_2_amd64.deb');
  program('dpkg-deb', '[ "$1" = --extract ] && mkdir -p $3/usr/bin && cp $2 $3/usr/bin/promtool');
  expect(await find()).toBe(path.join(cacheDir, 'promtool-debian', 'promtool'));
  expect(lines).toEqual([expect.stringMatching(/^Downloading promtool with "apt-get download prometheus"/)]);
  expect(readdirSync(cacheDir)).toEqual(['promtool-debian']);
});

it('is built with Go where there is no package, as its last way', async () => {
  program('apt-get', 'echo "E: no network"; exit 100');
  program('dpkg-deb');
  program('go', '[ "$1" = install ] && echo built > $GOBIN/promtool && chmod 755 $GOBIN/promtool');
  expect(await find()).toBe(path.join(cacheDir, 'promtool-0.316.0', 'promtool'));
});

it('says why there is none, and what to do', async () => {
  program('apt-get', 'echo "E: no network"; exit 100');
  program('dpkg-deb');
  const failure = find();
  await expect(failure).rejects.toThrow(/apt-get download prometheus" failed: E: no network/);
  await expect(failure).rejects.toThrow(/Go is not on the PATH/);
  await expect(failure).rejects.toThrow(/any one of these:\n {2}- install Prometheus/);
});
