/** Most asks of one read. */
const MAX_ASKS = 64;
/** Reads at a time, as long as none is slow: the asks of the meantime make up the next one. */
const MAX_READS = 2;
/** Longest wait for the end of another read, in milliseconds. */
const MAX_WAIT_MS = 20;

interface Waiting<Ask, Found> {
  readonly ask: Ask;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets asks that arrive together share a read, which returns what it found in the order of its asks. Each read begins
 * after its asks, so it misses nothing that was written before one of them. Its failure is the failure of all its asks.
 */
export function gather<Ask, Found>(
  read: (asks: readonly Ask[]) => Promise<readonly Found[]>,
): (ask: Ask) => Promise<Found> {
  const waiting: Waiting<Ask, Found>[] = [];
  let reads = 0;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isDue = false;
    const asked = waiting.splice(0, MAX_ASKS);
    if (asked.length === 0) return;
    reads++;
    void run(asked);
    beginNext();
  };
  const beginNext = (): void => {
    if (waiting.length === 0) return;
    if (reads >= MAX_READS) timer ??= setTimeout(begin, MAX_WAIT_MS);
    else if (!isDue) {
      isDue = true;
      // The other requests of this turn of the event loop are still being read from their connections.
      setImmediate(begin);
    }
  };
  const run = async (asked: readonly Waiting<Ask, Found>[]): Promise<void> => {
    try {
      const found = await read(asked.map(({ ask }) => ask));
      asked.forEach(({ resolve }, i) => {
        resolve(found[i] as Found);
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    reads--;
    if (!isDue && waiting.length > 0) begin();
  };
  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      beginNext();
    });
}
