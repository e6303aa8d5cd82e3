import { fileURLToPath } from 'node:url';

/** What is wrong with the address of a lake, in words for its owner; undefined when nothing is. */
export function faultInLakeUrl(url: string): string | undefined {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#]*)?$/.test(url)) return undefined;
  if (/^file:\/\/\/[^?#]*$/.test(url) && isFilePath(url)) return undefined;
  return 'expected s3://bucket/prefix or file:///folder';
}

function isFilePath(url: string): boolean {
  try {
    fileURLToPath(url);
    return true;
  } catch {
    return false;
  }
}
