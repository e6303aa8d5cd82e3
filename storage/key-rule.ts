import { LakeRefusedError } from './lake';

/** Longest key, in bytes of UTF-8: a bucket's limit, its prefix included. */
export const MAX_KEY_BYTES = 1_024;
/** Longest part of a key between two `/`, in bytes of UTF-8: a folder's limit for a name. */
export const MAX_SEGMENT_BYTES = 255;
/** End of the names of unfinished writes in a folder; they are no objects. */
export const PART_SUFFIX = '.adtech-part';

/**
 * Why not every lake keeps an object under this key as it is, in words that follow the key; undefined when each does.
 * A folder reads and writes no other keys; a bucket writes no others.
 */
export function faultInKey(key: string): string | undefined {
  const fault = faultInBucketKey(key);
  if (fault !== undefined) return fault;
  if (key.startsWith('/')) return 'begins with `/`';
  if (key.includes('//')) return 'has `//`, which a folder takes for `/`';
  const segment = key.split('/').find((part) => Buffer.byteLength(part) > MAX_SEGMENT_BYTES);
  if (segment !== undefined) {
    return `has a part of ${String(Buffer.byteLength(segment))} bytes between two \`/\`, and a folder keeps at most ${String(MAX_SEGMENT_BYTES)}`;
  }
  if (key.endsWith(PART_SUFFIX)) return `ends in \`${PART_SUFFIX}\`, as unfinished writes do`;
  return undefined;
}

/**
 * Why not even a bucket reads an object by this key, in words that follow the key; undefined when it does.
 *
 * @param prefix what the bucket has before each key of the lake.
 */
export function faultInBucketKey(key: string, prefix = ''): string | undefined {
  if (key === '') return 'is empty';
  if (key.endsWith('/')) return 'ends in `/`, as the marker of a folder does';
  const bytes = Buffer.byteLength(prefix + key);
  if (bytes > MAX_KEY_BYTES)
    return `has ${String(bytes)} bytes, at most ${String(MAX_KEY_BYTES)} are possible`;
  return faultInPrefix(key);
}

/** @throws LakeRefusedError when not every lake keeps an object under this key. */
export function assertKey(key: string): void {
  refuse(key, faultInKey(key));
}

/** @throws LakeRefusedError when not even a bucket reads an object by this key. */
export function assertBucketKey(key: string, prefix: string): void {
  refuse(key, faultInBucketKey(key, prefix));
}

/** @throws LakeRefusedError when no key can begin like this. */
export function assertPrefix(prefix: string): void {
  refuse(prefix, faultInPrefix(prefix));
}

/** A key for messages: characters that no terminal should get are written as `\u{…}`. */
export function shownKey(key: string): string {
  return key.replace(/[\p{Cc}\p{Cs}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}

function faultInPrefix(prefix: string): string | undefined {
  if (prefix.split('/').some((part) => part === '.' || part === '..')) {
    return 'lies outside the lake; no part of a key may be `.` or `..`';
  }
  if (/\p{Cc}/u.test(prefix)) return 'has a control character';
  if (/\p{Cs}/u.test(prefix)) return 'is no Unicode text: half of a character is missing';
  return undefined;
}

function refuse(key: string, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new LakeRefusedError(`${shownKey(key) || 'the key'}: ${fault}; use another key`);
}
