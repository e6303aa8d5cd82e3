/** Rows whose type is ignored, by that type. */
export type IgnoredCounts = Readonly<Record<string, number>>;

/** Sums ignored rows by type, in the order of types. */
export function addIgnored(all: readonly IgnoredCounts[]): IgnoredCounts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [type, count] of Object.entries(counts)) sums.set(type, (sums.get(type) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The ignored rows of all types. */
export function sumIgnored(counts: IgnoredCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
