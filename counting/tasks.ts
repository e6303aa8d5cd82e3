import type { Lake } from '../storage/lake';
import type { ParquetFile } from '../storage/parquet';
import { finishObject, openObject, refuseObject } from './count-object';
import { countRange } from './count-range';
import type { TaskHooks } from './count-range';
import { readProducts } from './counts-files';
import { filterDay } from './filter-day';
import { mergeShard } from './merge-parts';
import { rankLists } from './rank-lists';
import { readDay, scoreDay, summarizeDay } from './score-day';
import { indexProducts, loadRows, shareProducts } from './shared-counts';
import type { SharedProducts } from './shared-counts';

/** The long work of the steps, each part by its name: all of it runs in threads of its own. */
export const TASKS = {
  openObject,
  countRange,
  mergeShard,
  finishObject,
  refuseObject,
  indexProducts,
  loadRows,
  loadProducts: async (
    lake: Lake,
    input: { readonly file: ParquetFile; readonly id: string },
  ): Promise<SharedProducts> => shareProducts(input.id, await readProducts(lake, input.file)),
  filterDay,
  rankLists,
  readDay,
  scoreDay,
  summarizeDay,
} as const;

/** What each task takes and gives. */
export type Tasks = typeof TASKS;

/** Runs tasks, wherever that is. */
export interface TaskRunner {
  run<Name extends keyof Tasks>(
    name: Name,
    input: Parameters<Tasks[Name]>[1],
    hooks?: TaskHooks,
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
}
