import { EVENT_LOGS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { ParquetFile } from '../../storage/parquet';
import type { CountRows } from '../columns/count-rows';
import type { indexProducts, loadRows, SharedCounts, SharedCountsInput } from './shared-counts';
import type { TaskRunner } from '../counts/task-runner';

/** A shard of counts, and the file in which its products are written down for those who read what is made of it. */
export interface LoadedCounts {
  readonly counts: SharedCounts;
  readonly products: ParquetFile;
}

/** The tasks that load counts. */
export interface LoadingTasks {
  readonly indexProducts: typeof indexProducts;
  readonly loadRows: typeof loadRows;
}

/** Adds up the counts of all inputs, both logs side by side; null where the first shard has too many products. */
export async function loadCounts(
  tasks: TaskRunner<LoadingTasks>,
  input: SharedCountsInput,
): Promise<LoadedCounts | null> {
  const indexed = await tasks.run('indexProducts', input);
  if (indexed === null) return null;
  const { products, file, parts } = indexed;
  const rows = await Promise.all(
    EVENT_LOGS.map(async (log) => {
      const ofLog = parts.filter((part) => part.log === log);
      return [log, await tasks.run('loadRows', { log, parts: ofLog, products })] as const;
    }),
  );
  return {
    products: file,
    counts: { products, rows: Object.fromEntries(rows) as Record<EventLogName, CountRows> },
  };
}
