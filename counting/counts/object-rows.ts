import type { Lake } from '../../storage/lake';
import type { CountsPart, ObjectCounts } from '../plan/counted-object';
import { readCountRows, readPartProducts } from './counts-files';
import { fromInline } from './inline-counts';
import type { ProductRows } from './inline-counts';

/** Reads the counts of an object: those in its files, or those that are kept with its figures. */
export async function* readObjectRows(
  lake: Lake,
  { log, parts, inline }: Pick<ObjectCounts, 'log' | 'parts' | 'inline'>,
): AsyncGenerator<ProductRows> {
  if (inline !== undefined && inline.day.length > 0) yield fromInline(inline);
  for (const part of parts) yield await readPart(lake, log, part);
}

async function readPart(lake: Lake, log: ObjectCounts['log'], part: CountsPart): Promise<ProductRows> {
  return { products: await readPartProducts(lake, part), rows: await readCountRows(lake, log, part) };
}
