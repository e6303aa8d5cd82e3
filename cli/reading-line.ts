import type { ReadingProgress } from './data-check/read-objects';
import { english } from './numbers';
import { bar } from './output';

const KB = 1e3;
const MB = 1e6;

/** How far the reading of logs is, in one line: in MB, or in kB if all of them are less than one MB. */
export function readingLine({ objects, objectsRead, bytes, bytesRead }: ReadingProgress): string {
  const share = bar(bytesRead / Math.max(1, bytes));
  const unit = bytes < MB ? KB : MB;
  const amounts = [bytesRead, bytes].map((count) => english(Math.ceil(count / unit))).join(' of ');
  return `${share} ${amounts} ${unit === KB ? 'kB' : 'MB'}, ${String(objectsRead)} of ${String(objects)} objects`;
}
