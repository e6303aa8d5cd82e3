import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestLake } from './test-lake';

/** Whole seconds, which a file system keeps exactly. */
const MTIME_S = 1_700_000_000;

/** The file of an object of a lake in a folder. */
export function fileOf({ env }: Pick<TestLake, 'env'>, key: string): string {
  return path.join(fileURLToPath(env['LAKE_URL'] ?? ''), key);
}

/** Gives an object a time of change that can be given to it again; with that goes another ETag. */
export function setChangeTime(file: string): void {
  utimesSync(file, MTIME_S, MTIME_S);
}

/** Replaces the bytes of an object that `setChangeTime` has seen by as many others, and leaves its ETag as it was. */
export function replaceUnseen(file: string, bytesFor: (before: Buffer) => Buffer): void {
  const before = readFileSync(file);
  const bytes = bytesFor(before);
  if (bytes.length !== before.length) throw new Error('another size is another ETag');
  writeFileSync(file, bytes, { flag: 'r+' });
  setChangeTime(file);
}

/** Removes an object. */
export function removeObject(lake: Pick<TestLake, 'env'>, key: string): void {
  rmSync(fileOf(lake, key));
}
