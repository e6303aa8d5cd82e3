/**
 * Maps items in their order, at most `atOnce` at a time, and returns the results in the order of the items. After an error
 * the other workers continue, one fewer at a time; the error is thrown when all work has ended.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const workOn = async (): Promise<void> => {
    for (const [place, item] of queue) results[place] = await work(item);
  };
  // The caller may close connections and threads after an error: all work must have ended before.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, workOn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
