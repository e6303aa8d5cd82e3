// Installs the dependencies when there are none, or they were installed by another lockfile.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findUsers, installedDigest, lockfileDigest, rememberInstalled, root } from './builds.mjs';
import { alone } from './lock.mjs';

/** npm's own record of what is installed. */
const INSTALLED = path.join(root, 'node_modules', '.package-lock.json');

/** Installs what the lockfile says; ends this process when that fails. */
export function ensureInstalled() {
  if (lockfileDigest() !== installedDigest()) alone('installing', install);
}

function install() {
  const [lockfile, stamp] = [lockfileDigest(), installedDigest()];
  if (stamp === lockfile) return;
  // Without a stamp, npm was called by hand: that is good enough.
  if (stamp !== undefined || !existsSync(INSTALLED)) {
    const users = findUsers().map(({ pid }) => pid);
    if (users.length > 0) {
      console.error(
        `package-lock.json has changed since its packages were installed, and ${users.length === 1 ? 'process' : 'processes'} ` +
          `${users.join(', ')} of this checkout would lose them: stop what runs, then repeat this command`,
      );
      process.exit(1);
    }
    console.error('installing dependencies (npm ci), about a minute');
    npm('ci', '--no-audit', '--no-fund', '--ignore-scripts=false');
  }
  rememberInstalled(lockfile);
}

function npm(...args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`npm ${args.join(' ')} failed; its messages are above`);
    process.exit(1);
  }
}
