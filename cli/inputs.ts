import { findObjectCounts } from '../counting/object-counts';
import type { Run, RunInput } from '../db/schema';
import type { CalendarDay } from '../domain/execution-date';
import { LOG_NAMES } from '../domain/logs';
import { isLogObject, logPrefix } from '../storage/lake-keys';
import type { Lake, LakeObject } from '../storage/lake';

/** An input as it is in the lake now. */
export interface CurrentInput {
  readonly key: string;
  readonly etag: string;
  /**
   * The first day of its events, from which on it matters to dates: null where it has none, undefined for the active
   * list and for what nobody has counted yet, which may matter to any.
   */
  readonly firstDay: CalendarDay | null | undefined;
}

/** Every object that a run would read now. */
export async function listInputs(lake: Lake): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for (const log of LOG_NAMES) {
    for await (const object of lake.list(logPrefix(log))) {
      if (isLogObject(log, object.key)) objects.push(object);
    }
  }
  return objects;
}

/** The days of the inputs, from the runs that have read them, or else from their counts. */
export async function describeInputs(
  lake: Lake,
  objects: readonly LakeObject[],
  runs: readonly Run[],
): Promise<CurrentInput[]> {
  const known = new Map<string, CurrentInput>();
  for (const { inputs } of runs) {
    for (const { key, etag, first_day: firstDay } of inputs ?? []) {
      known.set(`${key}@${etag}`, { key, etag, firstDay });
    }
  }
  return Promise.all(
    objects.map(async ({ key, etag, sizeBytes }) => {
      const read = known.get(`${key}@${etag}`);
      if (read !== undefined || isLogObject('advertiser_ids', key)) {
        return read ?? { key, etag, firstDay: undefined };
      }
      const counts = await findObjectCounts(lake, { key, etag, sizeBytes });
      return { key, etag, firstDay: counts === undefined || 'fault' in counts ? undefined : counts.firstDay };
    }),
  );
}

/** Whether a run of `date` has read all that matters to the date now, and nothing that is no longer there. */
export function readSameInputs(
  date: CalendarDay,
  read: readonly RunInput[],
  now: readonly CurrentInput[],
): boolean {
  const matters = (firstDay: CalendarDay | null | undefined) =>
    firstDay === undefined || (firstDay !== null && firstDay <= date);
  const etags = new Map(
    read.filter(({ first_day }) => matters(first_day)).map(({ key, etag }) => [key, etag]),
  );
  const relevant = now.filter(({ firstDay }) => matters(firstDay));
  return relevant.length === etags.size && relevant.every(({ key, etag }) => etags.get(key) === etag);
}
