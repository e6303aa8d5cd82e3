import { isDeepStrictEqual } from 'node:util';
import { text } from 'node:stream/consumers';
import { parseSources } from '../../logs/sources/parse-sources';
import { SOURCES_KEY } from '../../storage/lake-keys';
import type { LogSources, SourceFault } from '../../logs/sources/source-types';
import { LakeObjectMissingError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { findGroups } from './find-groups';
import type { DescribeProgress } from './find-groups';
import { layOut } from './lay-out';
import { isComplete, propose } from './propose';
import type { Proposal } from './propose';
import { tryRead } from './trial';
import type { TrialResult } from './trial';

/** Where no log is described. */
const NO_SOURCES: LogSources = { timeZone: 'UTC', logs: {} };

/** How a lake is described. */
export interface DescribeOptions {
  /** Propose anew, although there is a description. */
  readonly anew: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DescribeProgress | string) => void;
}

/** What came of describing a lake. */
export interface Description {
  /** The text of the description in the lake, if there is one. */
  readonly existing: string | undefined;
  /** What is wrong with the description in the lake, where that is checked. */
  readonly faults: readonly SourceFault[];
  /** Undefined where the description in the lake is checked. */
  readonly proposal: Proposal | undefined;
  /** The proposal as it would be written; undefined where no log needs a description, or one entry lacks something. */
  readonly written: string | undefined;
  /** Some rows of each log, read by the proposal or by the description in the lake; undefined where that is wrong. */
  readonly trial: TrialResult | undefined;
}

/** What became of writing a description. */
export type Written = 'not_asked' | 'written' | 'there_already' | 'refused' | 'open' | 'not_needed';

/** Checks the description in a lake, or proposes one where there is none. Nothing is written. */
export async function describeLake(lake: Lake, options: DescribeOptions): Promise<Description> {
  const existing = await readExisting(lake, options.signal);
  const trialOf = (sources: LogSources) => tryRead(lake, sources, options);
  if (existing !== undefined && !options.anew) {
    const parsed = parseSources(existing);
    const common = { existing, proposal: undefined, written: undefined };
    if ('faults' in parsed) return { ...common, faults: parsed.faults, trial: undefined };
    return { ...common, faults: [], trial: await trialOf(parsed.sources) };
  }
  const proposal = propose(await findGroups(lake, options));
  const json = proposal.sources === undefined ? undefined : `${layOut(proposal.sources)}\n`;
  const trial = await trialOf(json === undefined ? NO_SOURCES : parsed(json));
  const needed = proposal.entries.filter(({ log }) => !proposal.plainLogs.includes(log));
  const written = needed.every(isComplete) ? json : undefined;
  return { existing, faults: [], proposal, written, trial };
}

/** Tells whether two descriptions say the same, however they are laid out. */
export function areEqual(one: string, other: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return false;
  }
}

async function readExisting(lake: Lake, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await text(await lake.read(SOURCES_KEY, { signal }));
  } catch (error) {
    // Of descriptions that are not in the lake, the cause tells that they are not there either.
    const cause = error instanceof Error ? error.cause : undefined;
    if ([error, cause].some((one) => one instanceof LakeObjectMissingError)) return undefined;
    throw error;
  }
}

function parsed(json: string): LogSources {
  const found = parseSources(json);
  if ('sources' in found) return found.sources;
  const faults = found.faults.map(({ path, fault }) => `${path} ${fault}`);
  throw new Error(`the proposal is wrong, which is a fault of this program: ${faults.join('; ')}`);
}
