import { createGlob } from './glob';
import { missingPartition, partitionOf } from './partitions';
import type { LogSources, SourceEntry, SourceFault, SourceLog } from './source-types';

/** The entry that reads an object of a log, or what is wrong with it; undefined when no entry matches its key. */
export type FoundEntry = { readonly entry: SourceEntry } | { readonly fault: SourceFault } | undefined;

/** Makes a function that finds the entry of a key; without an entry of the log at all, the rules for plain logs hold. */
export function createEntryFinder(sources: LogSources): (log: SourceLog, key: string) => FoundEntry {
  const globs = new Map(
    Object.entries(sources.logs).map(([log, entries]) => [
      log,
      entries.map((entry) => ({ entry, glob: createGlob(entry.objects) })),
    ]),
  );
  return (log, key) => {
    const found = (globs.get(log) ?? []).filter(({ glob }) => glob.matches(key)).map(({ entry }) => entry);
    const [entry, other] = found;
    if (entry === undefined) return undefined;
    if (other !== undefined) return { fault: twoEntries(key, entry, other) };
    const fault = faultInPartitions(entry, key);
    return fault === undefined ? { entry } : { fault };
  };
}

function twoEntries(key: string, one: SourceEntry, other: SourceEntry): SourceFault {
  return {
    path: `${other.at}.objects`,
    fault: `matches ${key}, which ${one.at}.objects matches as well`,
    remedy: 'change one of the globs, so that each object has one entry',
  };
}

function faultInPartitions(entry: SourceEntry, key: string): SourceFault | undefined {
  for (const [name, field] of Object.entries(entry.columns)) {
    if (!('path' in field) || partitionOf(key, field.path) !== undefined) continue;
    return missingPartition(entry, name, field.path, key);
  }
  return undefined;
}
