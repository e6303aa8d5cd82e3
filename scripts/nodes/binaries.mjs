// The supported versions of Node, and where their binaries come from.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** By major version; 24 is the image's. npm has them all for Linux on x64 and arm64. */
export const VERSIONS = { 20: '20.20.2', 22: '22.23.5', 24: '24.22.3', 26: '26.12.1' };

/**
 * Returns the binary of a version; installs it where it is missing. npm's package `node` gets its binary by a script, which npm
 * does not run unasked, so the package of this platform is asked for by its own name.
 */
export function installNode(version) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${process.arch}`;
  const folder = path.join(homedir(), '.cache', 'adtech', `node-${version}`);
  if (!existsSync(folder)) {
    console.error(`installing Node ${version} (${name} from npm), once`);
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    const { status } = spawnSync(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', partial, `${name}@${version}`],
      { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
    );
    if (status !== 0) {
      rmSync(partial, { recursive: true, force: true });
      throw new Error(
        `npm has no ${name}@${version}; put a Node ${version} first on the PATH, and run npx jest --selectProjects unit`,
      );
    }
    renameSync(partial, folder);
  }
  const own = path.join(folder, 'node_modules', name);
  return path.join(own, JSON.parse(readFileSync(path.join(own, 'package.json'), 'utf8')).bin.node);
}
