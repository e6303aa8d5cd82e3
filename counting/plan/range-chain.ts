import type { CountingPlan, ObjectFault, RangeCounts } from './counted-object';

/** What the ranges of an object say together: their counts in order, or why it cannot be read. */
export type RangeChain = { readonly ranges: readonly RangeCounts[] } | { readonly fault: ObjectFault };

/**
 * The ranges of an object in their order, each beginning where the one before ended. One that began elsewhere, as the
 * line end that it took for the end of a record lay inside quotes, is counted again from where that is; the first is
 * right, hence all are. A range in which no record begins is left out.
 *
 * @param counted by range of the plan.
 * @param recount counts a range of the plan from a byte at which a record begins.
 */
export async function chainRanges(
  { ranges, headerLines }: Pick<CountingPlan, 'ranges' | 'headerLines'>,
  counted: readonly RangeCounts[],
  recount: (index: number, from: number) => Promise<RangeCounts>,
): Promise<RangeChain> {
  const chain: RangeCounts[] = [];
  let at = ranges[0]?.start ?? 0;
  let lines = headerLines;
  for (const [index, { end }] of ranges.entries()) {
    if (index > 0 && at >= end) continue;
    let range = counted[index];
    if (range?.startedAt !== at) range = await recount(index, at);
    const { fault } = range;
    // Lines are counted from the range's start.
    if (fault !== undefined) {
      return { fault: { text: fault.text, line: fault.line === null ? null : lines + fault.line } };
    }
    chain.push(range);
    at = range.endedAt;
    lines += range.lines;
  }
  return { ranges: chain };
}
