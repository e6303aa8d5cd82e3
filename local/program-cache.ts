import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { executableName } from './executables';
import { isAlive } from './leftovers';

/** Returns where the cache keeps a program: `<cacheDir>/<binary>-<version without v>/<binary>`. */
export function cachedProgram(options: {
  readonly binary: string;
  readonly version: string;
  readonly cacheDir: string;
}): string {
  const folder = `${options.binary}-${options.version.replace(/^v/, '')}`;
  return path.join(options.cacheDir, folder, executableName(options.binary));
}

/** Moves a finished file to its place atomically, so that no reader sees a partial file. */
export async function moveInto(file: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(file, target);
}

/** Creates this process's folder inside the cache, on the disk of the rename's target, and removes folders of dead processes. */
export async function makeTemporaryFolder(cacheDir: string): Promise<string> {
  await mkdir(cacheDir, { recursive: true });
  for (const name of await readdir(cacheDir)) {
    const pid = /^tmp-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(cacheDir, name), { recursive: true, force: true });
    }
  }
  return mkdtemp(path.join(path.resolve(cacheDir), `tmp-${process.pid}-`));
}
