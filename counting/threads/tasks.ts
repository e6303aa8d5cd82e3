import { finishObject, openObject, refuseObject } from '../counts/count-object';
import { countRange } from '../counts/count-range';
import { countSet } from '../counts/count-set';
import { aggregateDate } from '../daily/aggregate-date';
import { mergeShard } from '../counts/merge-parts';
import { rankLists } from '../daily/rank-lists';
import { readDay, scoreDay, summarizeDay } from '../daily/score-day';
import { indexProducts, loadProducts, loadRows } from '../daily/shared-counts';

/** The long work of the steps, by task name; it runs in worker threads. */
export const TASKS = {
  openObject,
  countRange,
  mergeShard,
  finishObject,
  refuseObject,
  countSet,
  indexProducts,
  loadRows,
  loadProducts,
  aggregateDate,
  rankLists,
  readDay,
  scoreDay,
  summarizeDay,
} as const;

/** What each task takes and gives. */
export type Tasks = typeof TASKS;
