import type { Lake } from '../../storage/lake';
import type { ParquetFile } from '../../storage/parquet';
import { finishObject, openObject, refuseObject } from '../counts/count-object';
import { countRange } from '../counts/count-range';
import type { TaskHooks } from '../counts/count-range';
import { readProducts } from '../counts/counts-files';
import { filterDay } from '../daily/filter-day';
import { mergeShard } from '../counts/merge-parts';
import { rankLists } from '../daily/rank-lists';
import { readDay, scoreDay, summarizeDay } from '../daily/score-day';
import { indexProducts, loadRows, shareProducts } from '../daily/shared-counts';
import type { SharedProducts } from '../daily/shared-counts';

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
