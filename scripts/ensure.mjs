// Installs and builds what is missing or older than its source, so that a fresh clone needs nothing beforehand.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isCurrent, markInUse, root } from './builds.mjs';

export { root };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old; install Node 20.19 or later`);
  process.exit(1);
}

/** Installs and builds what the sources need; nothing where there are no sources, as in an image. */
export async function ensureBuilt() {
  if (!existsSync(path.join(root, 'tsconfig.build.json'))) return;
  if (!isCurrent()) {
    // Loaded only here: most commands find a build.
    const { ensureInstalled } = await import('./install.mjs');
    ensureInstalled();
    await import('./build.mjs');
  }
  markInUse();
}
