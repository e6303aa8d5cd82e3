// `npm run build` and `npm run prepare`: builds the sources into a separate folder, and makes `dist` a link to it. Does
// nothing where that is so already. `rm -r .builds` makes it build anew.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import {
  buildOfSources,
  BUILDS,
  completeBuild,
  DIST,
  isComplete,
  isCurrent,
  linkedBuild,
  rememberCurrent,
  removeOldBuilds,
  root,
  sourcesSeen,
} from './builds.mjs';
import { alone } from './lock.mjs';

const STYLES = path.join('api', 'dashboard', 'dashboard.css');
/** A file may be saved during a build. */
const ATTEMPTS = 3;

if (!isCurrent()) alone('building', build);

function build() {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const sources = sourcesSeen();
    const name = buildOfSources();
    if (!isComplete(name)) compile(name);
    // What was compiled is neither the sources before nor those after, perhaps: it stays incomplete.
    if (sourcesSeen() !== sources) continue;
    completeBuild(name);
    use(name);
    rememberCurrent(name, sources);
    removeOldBuilds();
    return;
  }
  fail('sources change while they are built; repeat `npm run build` when they are saved');
}

function compile(name) {
  const folder = path.join(BUILDS, name);
  console.error('building');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder);
  // tsc leaves style sheets where they are.
  copyFileSync(path.join(root, STYLES), path.join(folder, STYLES));
  const scanner = path.join(folder, 'counting', 'scan', 'scanner.wasm');
  node(
    'node_modules/assemblyscript/bin/asc.js',
    '--config',
    'counting/scan/assembly/asconfig.json',
    '--outFile',
    scanner,
  );
  node(path.join(folder, 'temporal', 'build-bundle.js'));
}

/** Makes `dist` a link to a build, in one step where the system can. */
function use(name) {
  const now = new Date();
  utimesSync(path.join(BUILDS, name), now, now);
  if (linkedBuild() === name) return;
  // A folder in its place was built by an earlier version.
  if (linkedBuild() === undefined && existsSync(DIST)) {
    renameSync(DIST, path.join(BUILDS, `before-${String(now.getTime())}`));
  }
  const link = path.join(BUILDS, `dist.${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(path.join(path.basename(BUILDS), name), link, 'junction');
  try {
    renameSync(link, DIST);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
    rmSync(DIST, { force: true, recursive: true });
    renameSync(link, DIST);
  }
}

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail(`the build failed at ${args[0]}; its messages are above`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
