import { classifyInput } from '../../logs/classify-input';
import type { SourceLog } from '../../logs/sources/source-types';
import { SOURCE_LOGS } from '../../logs/sources/source-types';
import type { Decision } from './decision';
import { describeGroup } from './describe-group';
import type { EntryProposal, WrittenProposal } from './describe-group';
import type { SampledGroup } from './find-groups';
import { proposeMissing } from './missing-logs';

/** Objects that no proposed entry reads, and why. */
export interface LeftObjects {
  readonly objects: string;
  readonly count: number;
  readonly reason: string;
  /** Whether a log may be meant to read them; documents beside the logs are no fault. */
  readonly fault: boolean;
}

/** Names of files that describe logs for people. */
const DOCUMENT =
  /(?:^|\/)(?:readme|licen[cs]e|notice|changelog)[^/]*$|\.(?:md|pdf|html?|docx?|png|jpe?g|svg)$/i;

/** What is proposed for a lake. */
export interface Proposal {
  /** All entries, also of logs that plain rules read. */
  readonly entries: readonly EntryProposal[];
  /** Logs that need no description. */
  readonly plainLogs: readonly SourceLog[];
  /** `sources.json` of all entries that lack nothing; undefined where no log needs a description. */
  readonly sources: WrittenSources | undefined;
  /** What is open besides the decisions of the entries: logs that are not there. */
  readonly open: readonly Decision[];
  readonly left: readonly LeftObjects[];
}

/** A description as it is written. */
export interface WrittenSources {
  readonly logs: Readonly<Partial<Record<SourceLog, readonly WrittenProposal[]>>>;
}

/** Proposes descriptions of the logs that plain rules do not read. */
export function propose(groups: readonly SampledGroup[]): Proposal {
  const left: LeftObjects[] = [];
  const found: EntryProposal[] = [];
  for (const { group, samples, faults } of groups) {
    const { glob: objects, count } = group;
    if (DOCUMENT.test(objects)) {
      left.push({ objects, count, reason: 'is a document, and no log', fault: false });
      continue;
    }
    const [fault] = faults;
    if (fault !== undefined) {
      const where = samples.length > 0 || count > 1 ? ` (${fault.key})` : '';
      const failed = samples.length > 0 ? faults.length : count;
      left.push({ objects, count: failed, reason: `${fault.reason}${where}`, fault: true });
    }
    if (samples.length === 0) continue;
    const entries = describeGroup(group, samples);
    found.push(...entries);
    if (entries.length > 0) continue;
    const reason = 'is of no log that its names and values tell; move it out of input/, or describe it';
    left.push({ objects, count, reason, fault: true });
  }
  const missing = proposeMissing(found);
  const entries = [...found, ...missing.entries];
  const plainLogs = SOURCE_LOGS.filter((log) => {
    const own = entries.filter((entry) => entry.log === log);
    return own.length > 0 && own.every(isReadPlainly);
  });
  return {
    entries,
    plainLogs,
    sources: sourcesOf(entries.filter(isComplete), plainLogs),
    open: missing.open,
    left,
  };
}

/** Tells whether nothing about an entry is open. */
export function isComplete({ decisions }: EntryProposal): boolean {
  return decisions.every(({ sure }) => sure !== 'open');
}

function isReadPlainly({ log, group, isPlain }: EntryProposal): boolean {
  return isPlain && group.some.every((object) => classifyInput(object).log === log);
}

/** The description with all entries, also those that lack what is open; undefined where no log needs one. */
export function draftOf({ entries, plainLogs }: Proposal): WrittenSources | undefined {
  return sourcesOf(entries, plainLogs);
}

function sourcesOf(
  entries: readonly EntryProposal[],
  plainLogs: readonly SourceLog[],
): WrittenSources | undefined {
  const logs = SOURCE_LOGS.flatMap((log) => {
    const own = plainLogs.includes(log) ? [] : entries.filter((entry) => entry.log === log);
    return own.length === 0 ? [] : [[log, own.map(({ entry }) => entry)] as const];
  });
  return logs.length === 0 ? undefined : { logs: Object.fromEntries(logs) };
}
