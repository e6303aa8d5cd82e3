import { text } from 'node:stream/consumers';
import { LakeObjectMissingError } from '../storage/lake';
import type { Lake } from '../storage/lake';
import { SOURCES_KEY } from '../storage/lake-keys';
import { BadLogError } from './bad-log';
import type { ObjectSource } from './input-object';
import { createEntryFinder } from './sources/find-entry';
import { hashOf } from './sources/identity';
import { parseSources } from './sources/parse-sources';
import type { LogSources, SourceEntry, SourceFault, SourceLog } from './sources/source-types';

/** The descriptions of logs, ready to be asked for each key. */
export interface InputSources {
  readonly sources: LogSources;
  /** Tells whether a log is described: the rules for plain logs then do not hold for it. */
  describes(log: SourceLog): boolean;
  /** How an object of a described log is read, or what is wrong; undefined if no entry of the log matches its key. */
  sourceOf(log: SourceLog, key: string): ObjectSource | { readonly fault: SourceFault } | undefined;
}

/** The descriptions where there are none. */
export const NO_SOURCES: InputSources = createInputSources({ timeZone: 'UTC', logs: {} });

/**
 * Reads the descriptions of logs, `input/sources.json` of the lake, if there are any.
 * @throws BadLogError with all faults of the descriptions, each with its JSON path and remedy.
 */
export async function readSources(
  lake: Lake,
  options: { readonly signal?: AbortSignal } = {},
): Promise<InputSources> {
  let json: string;
  try {
    json = await text(await lake.read(SOURCES_KEY, options));
  } catch (error) {
    if (error instanceof LakeObjectMissingError) return NO_SOURCES;
    throw error;
  }
  const parsed = parseSources(json);
  if ('faults' in parsed) throw new BadLogError(SOURCES_KEY, describeFaults(parsed.faults));
  return createInputSources(parsed.sources);
}

/** Faults of descriptions in words, all of them. */
export function describeFaults(faults: readonly SourceFault[]): string {
  return faults.map(({ path, fault, remedy }) => `${path} ${fault}; ${remedy}`).join('. ');
}

/** Makes descriptions ready to be asked. */
export function createInputSources(sources: LogSources): InputSources {
  const find = createEntryFinder(sources);
  const { timeZone } = sources;
  /** By entry: objects of an entry share it. */
  const known = new Map<SourceEntry, ObjectSource>();
  return {
    sources,
    describes: (log) => sources.logs[log] !== undefined,
    sourceOf: (log, key) => {
      const found = find(log, key);
      if (found === undefined || 'fault' in found) return found;
      const { entry } = found;
      const source = known.get(entry) ?? { entry, timeZone, hash: hashOf(entry, { log, timeZone }) };
      known.set(entry, source);
      return source;
    },
  };
}
