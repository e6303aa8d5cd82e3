import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isNativeError } from 'node:util/types';
import { compareUtf8 } from '../domain/utf8-order';
import { PART_SUFFIX } from './key-rule';

/** What lies in a folder, and is no folder itself. */
export interface FolderFile {
  /** Its path from the lake's root, with `/`. */
  readonly key: string;
  /** Absent when there is nothing to be read. */
  readonly stats?: BigIntStats;
  /** Why it cannot be read, in words that follow the key. */
  readonly fault?: string;
}

/** Files that are described at the same time. */
const DESCRIBED_AT_ONCE = 64;

/** What the text of a name holds where its bytes are no UTF-8: it then names no file. */
const NO_UTF8 = '\ufffd';

/** Everything in a folder whose path from `root` begins with `prefix`, in the byte order of keys, without unfinished writes. */
export async function* findFiles(root: string, prefix: string): AsyncGenerator<FolderFile> {
  const found: FolderEntry[] = [];
  await walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix, found);
  found.sort((a, b) => compareUtf8(a.key, b.key));
  for (let from = 0; from < found.length; from += DESCRIBED_AT_ONCE) {
    const some = found.slice(from, from + DESCRIBED_AT_ONCE);
    const described = await Promise.all(some.map(({ key, entry }) => describe(path.join(root, key), entry)));
    for (const [i, one] of described.entries())
      if (one !== undefined) yield { key: some[i]?.key ?? '', ...one };
  }
}

interface FolderEntry {
  readonly key: string;
  readonly entry: Dirent;
}

async function walk(root: string, folder: string, prefix: string, found: FolderEntry[]): Promise<void> {
  for (const entry of await entriesOf(path.join(root, folder))) {
    const key = folder + entry.name;
    const below = `${key}/`;
    const isFolder = entry.isDirectory();
    if (isFolder && (below.startsWith(prefix) || prefix.startsWith(below))) {
      await walk(root, below, prefix, found);
    }
    const isOther = !isFolder || entry.name.includes(NO_UTF8);
    if (isOther && key.startsWith(prefix) && !entry.name.endsWith(PART_SUFFIX)) found.push({ key, entry });
  }
}

/** A folder that is removed meanwhile is empty: writers remove their staging folders at any moment. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** Undefined for what needs no word: a folder, or what was removed since. */
async function describe(file: string, entry: Dirent): Promise<Omit<FolderFile, 'key'> | undefined> {
  try {
    const stats = await stat(file, { bigint: true });
    if (stats.isFile()) return { stats };
    if (!stats.isDirectory()) return { fault: 'is no file' };
    return entry.isSymbolicLink()
      ? { fault: 'is a link to a folder, and those are not followed' }
      : undefined;
  } catch (error) {
    if (hasCode(error, 'ELOOP')) return { fault: 'is a link that leads back to itself' };
    if (!hasCode(error, 'ENOENT')) throw error;
    if (entry.isSymbolicLink()) return { fault: 'is a link to a file that is not there' };
    return entry.name.includes(NO_UTF8) ? { fault: 'has a name that is no UTF-8' } : undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return isNativeError(error) && 'code' in error && error.code === code;
}
