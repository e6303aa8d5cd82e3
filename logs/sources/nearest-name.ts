import { distance } from 'fastest-levenshtein';

/** Maximum edit distance at which a name is taken for another one. */
const MAX_SLIPS = 3;

/** The name that `text` was perhaps meant to be; undefined when none is near. Case does not count. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const most = Math.min(MAX_SLIPS, Math.ceil(text.length / 2));
  const near = names
    .map((name) => ({ name, slips: distance(text.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips)[0];
  return near !== undefined && near.slips <= most ? near.name : undefined;
}
