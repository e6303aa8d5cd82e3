import type { RecordLayout } from '../../logs/formats/log-format';
import type { ByteRange } from '../../storage/lake';
import type { CountingPlan, CountsPart, ObjectCounts, ObjectFault, RangeCounts } from './counted-object';
import { mergeInShards } from './merge-plan';
import { chainRanges } from './range-chain';
import type { Shard } from './shards';

// Workflow code runs this: after a change, open runs cannot be replayed, and their counting starts again.

/** What counting one range needs. */
export interface RangeStep {
  /** From 0, of `rangeCount`. */
  readonly index: number;
  readonly rangeCount: number;
  readonly layout: RecordLayout;
  readonly range: ByteRange;
  /** Whether a record is known to begin at the range's start. */
  readonly startsAtRecord: boolean;
  /** Whether the range was counted before, from another byte. */
  readonly isRecount: boolean;
}

/** What finishing an object needs. */
export interface FinishStep {
  /** Lines before the first record. */
  readonly headerLines: number;
  /** In order, without their parts. */
  readonly ranges: readonly RangeCounts[];
  readonly parts: readonly CountsPart[];
}

/** The steps that count one object. The caller decides where each runs: in activities, or in threads of its process. */
export interface CountingSteps {
  /** Counts an object of one range, or plans the ranges of a larger one. */
  open(): Promise<{ readonly counted: ObjectCounts } | { readonly plan: CountingPlan }>;
  countRange(step: RangeStep): Promise<RangeCounts>;
  /** Merges the parts' rows of one shard of advertisers; null if it has too many products for one merge. */
  mergeShard(parts: readonly CountsPart[], shard: Shard): Promise<CountsPart | null>;
  /** Puts the ranges together and records the counts of the object. */
  finish(step: FinishStep): Promise<ObjectCounts>;
  /** Records that the object cannot be read, and throws. */
  refuse(fault: ObjectFault): Promise<never>;
}

/**
 * Counts one object: a small one in one step, a large one in byte ranges side by side, whose parts are then merged.
 *
 * @throws whatever a step throws; `refuse` decides the error of an object that cannot be read.
 */
export async function countInRanges(steps: CountingSteps): Promise<ObjectCounts> {
  const opened = await steps.open();
  if ('counted' in opened) return opened.counted;

  const { plan } = opened;
  const countRange = (index: number, recountFrom?: number): Promise<RangeCounts> => {
    const planned = plan.ranges[index] ?? { start: 0, end: 0 };
    return steps.countRange({
      index,
      rangeCount: plan.ranges.length,
      layout: plan.layout,
      range: { start: recountFrom ?? planned.start, end: planned.end },
      startsAtRecord: index === 0 || recountFrom !== undefined,
      isRecount: recountFrom !== undefined,
    });
  };
  const counted = await Promise.all(plan.ranges.map((_, index) => countRange(index)));
  const chain = await chainRanges(plan, counted, countRange);
  if ('fault' in chain) return steps.refuse(chain.fault);

  const parts = chain.ranges.flatMap((range) => range.parts);
  return steps.finish({
    headerLines: plan.headerLines,
    ranges: chain.ranges.map((range) => ({ ...range, parts: [] })),
    parts: await mergeInShards(parts, (shards) =>
      Promise.all(shards.map((shard) => steps.mergeShard(parts, shard))),
    ),
  });
}
