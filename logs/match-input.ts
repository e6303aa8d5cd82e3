import { LOG_NAMES } from '../domain/logs';
import type { LogName } from '../domain/logs';
import type { ListedObject } from '../storage/lake';
import { SOURCES_KEY } from '../storage/lake-keys';
import { classifyInput } from './classify-input';
import type { UnreadKind } from './classify-input';
import type { ObjectSource } from './input-object';
import type { InputSources } from './log-sources';
import { objectFormat } from './sources/object-format';
import type { SourceFault } from './sources/source-types';

/** The logs that read an object, or why none does. */
export interface InputMatch {
  readonly reads: readonly { readonly log: LogName; readonly source?: ObjectSource }[];
  /** What is wrong with the descriptions for this object, by log. */
  readonly faults: readonly { readonly log: LogName; readonly fault: SourceFault }[];
  /** There if no log reads the object and no description is wrong. */
  readonly unread?: { readonly kind: UnreadKind; readonly reason: string };
}

/**
 * Finds the logs that read an object below `input/`: described ones by their entries, all others by the rules for plain
 * logs. Several logs may read one object, each by its own entry.
 */
export function matchInput(listed: ListedObject, inputs: InputSources): InputMatch {
  const { key } = listed;
  if (key === SOURCES_KEY) return unread('sources', 'describes the logs');
  const plain = classifyInput(listed);
  if (plain.log === undefined && ['staging', 'marker', 'key'].includes(plain.kind)) {
    return unread(plain.kind, plain.reason);
  }
  const reads: InputMatch['reads'][number][] = [];
  const faults: InputMatch['faults'][number][] = [];
  const unreadable: string[] = [];
  for (const log of LOG_NAMES) {
    if (!inputs.describes(log)) {
      if (plain.log === log) reads.push({ log });
      continue;
    }
    const source = inputs.sourceOf(log, key);
    if (source === undefined) continue;
    if ('fault' in source) faults.push({ log, fault: source.fault });
    else {
      const reason = whyUnreadable(key, source);
      if (reason === undefined) reads.push({ log, source });
      else unreadable.push(reason);
    }
  }
  if (reads.length > 0 || faults.length > 0) return { reads, faults };
  const [reason] = unreadable;
  if (reason !== undefined) return unread('format', reason);
  if (inputs.sourceOf('excluded_products', key) !== undefined) {
    return unread('no_log', 'is of excluded_products, which this version does not apply yet');
  }
  if (plain.log === undefined) return unread(plain.kind, plain.reason);
  return unread('no_entry', `matches no entry of ${plain.log} in sources.json`);
}

/** Why no format reads a described object, in words that follow its key; undefined if one does. */
function whyUnreadable(key: string, { entry }: ObjectSource): string | undefined {
  const found = objectFormat(key, entry.format);
  return typeof found === 'string'
    ? `${found}, and ${entry.at} of sources.json has no \`format\``
    : undefined;
}

function unread(kind: UnreadKind, reason: string): InputMatch {
  return { reads: [], faults: [], unread: { kind, reason } };
}
