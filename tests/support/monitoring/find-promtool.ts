import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { lastLines, runCommand } from '../../../local/children';
import { findOnPath, isExecutable } from '../../../local/executables';
import { goInstall } from '../../../local/go-install';
import type { GoInstallOptions } from '../../../local/go-install';
import { cachedProgram, makeTemporaryFolder, moveInto } from '../../../local/program-cache';

const PROMTOOL = {
  module: 'github.com/prometheus/prometheus/cmd/promtool',
  version: 'v0.316.0',
  binary: 'promtool',
  duration: '5 to 10 minutes',
} as const;
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

/** Where to look for `promtool`. */
export type FindPromtoolOptions = Pick<GoInstallOptions, 'cacheDir' | 'env' | 'onProgress'>;

/**
 * The path of Prometheus' `promtool`: from the PATH, the cache, the package of Debian and its like (unpacked, not
 * installed, as it would start a server), or `go install`, in this order.
 * @throws Error that says why there is none, and what to do.
 */
export async function findPromtool(options: FindPromtoolOptions): Promise<string> {
  const [onPath] = findOnPath('promtool', options.env);
  // The package is of whatever version the system has.
  const unpacked = cachedProgram({ ...PROMTOOL, version: 'debian', cacheDir: options.cacheDir });
  const found =
    onPath ?? [unpacked, cachedProgram({ ...PROMTOOL, cacheDir: options.cacheDir })].find(isExecutable);
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const way of [() => unpackPackage(unpacked, options), () => goInstall({ ...options, ...PROMTOOL })]) {
    try {
      return await way();
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    [
      `No promtool: none is on the PATH or in ${options.cacheDir}. ${failures.join('. ')}.`,
      'What to do, any one of these:',
      '  - install Prometheus (https://prometheus.io/download), and put its promtool on the PATH;',
      '  - on Debian or Ubuntu: apt-get update, which lets this download the package;',
      '  - install Go (https://go.dev/dl) and run this again.',
    ].join('\n'),
  );
}

async function unpackPackage(target: string, options: FindPromtoolOptions): Promise<string> {
  const { env, onProgress, cacheDir } = options;
  const [apt] = findOnPath('apt-get', env);
  const [dpkg] = findOnPath('dpkg-deb', env);
  if (apt === undefined || dpkg === undefined) throw new Error('This system has no packages of Debian');
  onProgress('Downloading promtool with "apt-get download prometheus"; 20 MB, once.');
  const folder = await makeTemporaryFolder(cacheDir);
  const run = async (program: string, args: readonly string[]) => {
    const { code, output } = await runCommand(program, [...args], {
      cwd: folder,
      env,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    });
    if (code !== 0)
      throw new Error(`"${path.basename(program)} ${args.join(' ')}" failed: ${lastLines(output, 2)}`);
  };
  try {
    await run(apt, ['download', 'prometheus']);
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb')) ?? '';
    await run(dpkg, ['--extract', archive, 'unpacked']);
    await moveInto(path.join(folder, 'unpacked', 'usr', 'bin', 'promtool'), target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
