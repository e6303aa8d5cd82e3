import type { Kysely } from 'kysely';
import type { CountsCache } from '../counting/daily/counts-cache';
import type { LogCounts, ObjectCounts } from '../counting/plan/counted-object';
import type { LogObject } from '../logs/input-object';
import type { TaskRunner } from '../counting/counts/task-runner';
import type { Database } from '../db/schema';
import type { SearchAttributeName } from '../temporal/names/search-attributes';
import type { TemporalUi } from '../temporal/names/temporal-url';
import type { Lake } from '../storage/lake';
import type { Tasks } from '../counting/threads/tasks';

/** What the steps of counting work with. */
export interface CountingDependencies {
  readonly lake: Lake;
  readonly tasks: TaskRunner<Tasks>;
  readonly metrics: StepMetrics;
}

/** Where the steps count what they have done. */
export interface StepMetrics {
  /** An object has been counted to its end. */
  counted(counts: Pick<ObjectCounts, 'log' | 'object' | 'accepted' | 'rejected' | 'ignored'>): void;
  /** A date has been published: rows of the event logs, of all days, and rows of all lists. */
  published(rows: {
    readonly read: number;
    readonly kept: number;
    readonly rejected: number;
    readonly ignored: number;
    readonly published: number;
  }): void;
}

/** The webhook that gets notices, and the addresses of the pages that notices link to. */
export interface NoticeReceiver {
  /** A secret. */
  readonly url: string;
  readonly dashboardUrl: string | undefined;
  readonly temporalUi: TemporalUi | undefined;
}

/** What the activities of a run work with. */
export interface ActivityDependencies extends CountingDependencies {
  readonly db: Kysely<Database>;
  readonly counts: CountsCache;
  readonly countObjects: CountObjects;
  /** The columns of the list of runs that are registered. */
  readonly findSearchAttributes: () => Promise<readonly SearchAttributeName[]>;
  /** Who is told of failed runs; undefined for no one. */
  readonly notices: NoticeReceiver | undefined;
  /** Share of malformed rows of the logs above which a run fails. */
  readonly maxRejectedFraction: number;
  /** Share of the newest publication's active advertisers below which a run fails. */
  readonly minAdvertisersFraction: number;
  /** Names of the models that runs rank with. */
  readonly models: readonly string[];
  /** Whether runs hold the lists of the day before against their log. */
  readonly evaluatesLists: boolean;
  /** Days in which the weight of a product view halves, for Trending. */
  readonly trendingHalfLifeDays: number;
}

/** How many of the objects are counted. */
export interface CountingProgress {
  readonly objects_counted: number;
  readonly objects: number;
}

/** What is known of objects, and their counts. */
export interface CountedInputs {
  readonly objects: readonly ObjectCounts[];
  /** The counts of all of them, in whatever parts: small objects have theirs together. */
  readonly counts: readonly LogCounts[];
}

/**
 * The port of counting engines: returns the counts of objects, which are in their order. Our engine scans them in `countObject` workflows; another
 * one writes `CountsPart`s without `products`: one Parquet file of counts by advertiser, product and day. An object without counts is counted once, however many runs wait for it.
 * @throws BadLogError, or ApplicationFailure `BadLog`, when one of them cannot be read.
 * @throws ApplicationFailure `LakeObjectChanged` when one of them is no longer there.
 */
export type CountObjects = (
  objects: readonly LogObject[],
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: CountingProgress) => void },
) => Promise<CountedInputs>;
