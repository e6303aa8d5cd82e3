import { readFileSync } from 'node:fs';
import path from 'node:path';

const DIST = path.join(__dirname, '..', '..', '..', 'dist');
const LOADER = path.join(__dirname, 'patch-loader.cjs');

/** A change to a compiled module that a test's processes load: in `module` (below `dist/`) `put` replaces `find`. */
export interface Patch {
  readonly module: string;
  readonly find: string;
  readonly put: string;
}

/**
 * The settings with which a process of the product runs with these patches, and its threads.
 * @throws Error when a text to be replaced is not there exactly once: a patch that does not fit proves nothing.
 */
export function patchedBuild(patches: readonly Patch[]): Readonly<Record<string, string>> {
  assertPatchesFit(patches);
  if (patches.length === 0) return {};
  return { NODE_OPTIONS: `--require ${LOADER}`, ADTECH_TEST_PATCHES: JSON.stringify(patches) };
}

/** @throws Error when a text to be replaced is not in its module exactly once. */
export function assertPatchesFit(patches: readonly Patch[]): void {
  for (const { module, find } of patches) {
    const found = readFileSync(path.join(DIST, module), 'utf8').split(find).length - 1;
    if (found !== 1)
      throw new Error(`dist/${module} has ${String(found)} times, not once: ${find}; correct the patch`);
  }
}

/** A patch that puts something in front of a place. */
export function before(module: string, place: string, statement: string): Patch {
  return { module, find: place, put: `${statement} ${place}` };
}

/** A patch that sends the process a signal when a thread first comes to a place, as nothing else could in that very moment. */
export function signalAt(
  signal: 'SIGKILL' | 'SIGSTOP' | 'SIGTERM',
  module: string,
  place: string,
  condition = 'true',
): Patch {
  return before(
    module,
    place,
    `if (!globalThis.signalled && ${condition}) { globalThis.signalled = true; process.kill(process.pid, '${signal}'); }`,
  );
}
