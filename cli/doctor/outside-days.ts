import { findObjectCounts } from '../../counting/counts/object-counts';
import type { CalendarDay } from '../../domain/execution-date';
import { sumOfCounters } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { Lake } from '../../storage/lake';
import { addUpDays } from '../data-check/read-objects';
import type { LakeInput } from '../inputs';

/** Objects whose counts are read, of each kind: a lake may hold years of them. */
const MAX_READ_OBJECTS = 200;
const READ_AT_ONCE = 16;

/** The days that dates are run for: from START_DATE to today. */
export interface CalendarBounds {
  readonly startDate: CalendarDay;
  readonly today: CalendarDay;
}

/** Events of days outside the calendar. */
export interface OutsideEvents {
  readonly events: number;
  /** Whether there are more of them, in objects that were not looked into. */
  readonly isPartial: boolean;
  /** The newest day of those to come, the oldest of those before START_DATE; undefined where there are none. */
  readonly farthestDay: CalendarDay | undefined;
  /** The objects that hold them. */
  readonly keys: readonly string[];
}

/** What lies outside the calendar, and up to which day the logs reach within it. */
export interface OutsideDays {
  readonly future: OutsideEvents;
  readonly early: OutsideEvents;
  /** By the key of an object with days to come: its newest day up to today; undefined where it has none. */
  readonly lastDays: ReadonlyMap<string, CalendarDay | undefined>;
}

const NO_EVENTS: OutsideEvents = { events: 0, isPartial: false, farthestDay: undefined, keys: [] };
/** Where no lake was asked. */
export const NOTHING_OUTSIDE: OutsideDays = { future: NO_EVENTS, early: NO_EVENTS, lastDays: new Map() };

/** Looks for events of days to come, and for those before START_DATE, in the objects that have such days. */
export async function findOutsideDays(
  lake: Lake,
  inputs: readonly LakeInput[],
  { startDate, today }: CalendarBounds,
): Promise<OutsideDays> {
  const isFuture = (day: CalendarDay) => day > today;
  const isEarly = (day: CalendarDay) => day < startDate;
  const has = (day: LakeInput['lastDay'], is: (day: CalendarDay) => boolean) => day != null && is(day);
  const futureInputs = inputs.filter(({ lastDay }) => has(lastDay, isFuture));
  const earlyInputs = inputs.filter(({ firstDay }) => has(firstDay, isEarly));
  const future = await readDays(lake, futureInputs);
  const early = await readDays(lake, earlyInputs);
  return {
    future: sumOutside(
      futureInputs,
      future,
      isFuture,
      futureInputs
        .map(({ lastDay }) => lastDay)
        .sort()
        .at(-1),
    ),
    early: sumOutside(earlyInputs, early, isEarly, earlyInputs.map(({ firstDay }) => firstDay).sort()[0]),
    lastDays: new Map(
      [...future].map(([key, days]) => [key, days.findLast(({ day }) => !isFuture(day))?.day]),
    ),
  };
}

interface DayEvents {
  readonly day: CalendarDay;
  readonly events: number;
}

function sumOutside(
  inputs: readonly LakeInput[],
  read: ReadonlyMap<string, readonly DayEvents[]>,
  isOutside: (day: CalendarDay) => boolean,
  farthestDay: CalendarDay | null | undefined,
): OutsideEvents {
  const outside = [...read.values()].flat().filter(({ day }) => isOutside(day));
  return {
    events: outside.reduce((sum, { events }) => sum + events, 0),
    isPartial: inputs.length > read.size,
    farthestDay: farthestDay ?? undefined,
    keys: inputs.map(({ key }) => key),
  };
}

/** The events of each day of objects, oldest day first, by their keys: of the first of them where they are many. */
async function readDays(
  lake: Lake,
  inputs: readonly LakeInput[],
): Promise<Map<string, readonly DayEvents[]>> {
  const found = new Map<string, readonly DayEvents[]>();
  const queue = inputs.slice(0, MAX_READ_OBJECTS).values();
  const next = async () => {
    for (const { key, etag, sizeBytes } of queue) {
      const counts = await findObjectCounts(lake, { key, etag, sizeBytes });
      if (counts === undefined || 'fault' in counts) continue;
      const days = await addUpDays(lake, [counts]);
      found.set(
        key,
        days.map(({ date: day, totals }) => ({ day, events: sumOfCounters(totals) })),
      );
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, next));
  return found;
}

/** The last day up to today of a log's events; undefined while an object is not counted, null where there are none. */
export function lastDayOf(
  log: EventLogName,
  inputs: readonly LakeInput[],
  { lastDays }: OutsideDays,
): CalendarDay | null | undefined {
  let last: CalendarDay | null = null;
  for (const { key, lastDay } of inputs.filter((input) => input.log === log)) {
    if (lastDay === undefined) return undefined;
    const within = lastDays.has(key) ? (lastDays.get(key) ?? null) : lastDay;
    if (within !== null && (last === null || within > last)) last = within;
  }
  return last;
}
