// Work that two processes must not do at once.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUILDS } from './builds.mjs';

const LOOK_EVERY_MS = 200;
/** A lock is empty for a moment, while it is being written. */
const EMPTY_FOR_MS = 10_000;

/** Does work under a lock of this name: the second process waits for the first. */
export function alone(name, work) {
  const lock = path.join(BUILDS, `${name}.lock`);
  mkdirSync(BUILDS, { recursive: true });
  while (!tookLock(lock)) {
    if (!holderIsAlive(lock)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  const release = () => rmSync(lock, { force: true });
  // Also where the work ends the process.
  process.once('exit', release);
  work();
  process.off('exit', release);
  release();
}

function tookLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderIsAlive(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    if (holder === 0) return Date.now() - statSync(lock).mtimeMs < EMPTY_FOR_MS;
    return process.kill(holder, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
