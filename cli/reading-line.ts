import type { ReadingProgress } from './data-check/read-objects';
import { english } from './numbers';
import { bar } from './output';

/** How far the reading of logs is, in one line. */
export function readingLine({ objects, objectsRead, bytes, bytesRead }: ReadingProgress): string {
  const share = bar(bytesRead / Math.max(1, bytes));
  const megabytes = [bytesRead, bytes].map((count) => english(Math.round(count / 1e6))).join(' of ');
  return `${share} ${megabytes} MB, ${String(objectsRead)} of ${String(objects)} objects`;
}
