import { findObjectCounts } from '../../counting/counts/object-counts';
import type { CalendarDay } from '../../domain/execution-date';
import { sumOfCounters } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { inputId } from '../../domain/run-inputs';
import type { Lake } from '../../storage/lake';
import { addUpDays } from '../data-check/read-objects';
import type { LakeInput } from '../inputs';

/** Most objects of a kind whose counts are read: a lake may contain years of them. */
const MAX_READ_OBJECTS = 200;
const READ_AT_ONCE = 16;

/** The days of the calendar: from START_DATE to today. */
export interface CalendarBounds {
  readonly startDate: CalendarDay;
  readonly today: CalendarDay;
}

/** Events of days outside the calendar. */
export interface OutsideEvents {
  readonly events: number;
  /** Whether objects that were not read contain more of them. */
  readonly isPartial: boolean;
  /** The newest future day, or the oldest day before START_DATE; undefined where there are none. */
  readonly farthestDay: CalendarDay | undefined;
  /** The objects that contain them. */
  readonly keys: readonly string[];
}

/** The events outside the calendar, and the last day of the logs within it. */
export interface OutsideDays {
  readonly future: OutsideEvents;
  readonly early: OutsideEvents;
  /** By the `inputId` of an object with future days: its newest day up to today; undefined where it has none. */
  readonly lastDays: ReadonlyMap<string, CalendarDay | undefined>;
}

const NO_EVENTS: OutsideEvents = { events: 0, isPartial: false, farthestDay: undefined, keys: [] };
/** The result without a lake. */
export const NOTHING_OUTSIDE: OutsideDays = { future: NO_EVENTS, early: NO_EVENTS, lastDays: new Map() };

/** Finds events of future days and of days before START_DATE, in the objects that have such days. */
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
    lastDays: new Map([...future].map(([id, days]) => [id, days.findLast(({ day }) => !isFuture(day))?.day])),
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

/** The events of each day by `inputId`, oldest day first; of many objects only the first ones. */
async function readDays(
  lake: Lake,
  inputs: readonly LakeInput[],
): Promise<Map<string, readonly DayEvents[]>> {
  const found = new Map<string, readonly DayEvents[]>();
  const queue = inputs.slice(0, MAX_READ_OBJECTS).values();
  const next = async () => {
    for (const input of queue) {
      const { key, etag, source } = input;
      const object = { key, etag, ...(source !== undefined && { source: { hash: source } }) };
      const counts = await findObjectCounts(lake, object);
      if (counts === undefined || 'fault' in counts) continue;
      const days = await addUpDays(lake, [counts]);
      found.set(
        inputId(input),
        days.map(({ date: day, totals }) => ({ day, events: sumOfCounters(totals) })),
      );
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, next));
  return found;
}

/** The last day up to today with events of a log; undefined while an object is not counted, null without events. */
export function lastDayOf(
  log: EventLogName,
  inputs: readonly LakeInput[],
  { lastDays }: OutsideDays,
): CalendarDay | null | undefined {
  let last: CalendarDay | null = null;
  for (const input of inputs.filter((one) => one.log === log)) {
    const { lastDay } = input;
    if (lastDay === undefined) return undefined;
    const id = inputId(input);
    const within = lastDays.has(id) ? (lastDays.get(id) ?? null) : lastDay;
    if (within !== null && (last === null || within > last)) last = within;
  }
  return last;
}
