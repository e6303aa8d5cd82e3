import type { Kysely } from 'kysely';
import { findPublishedDates } from '../db/publication';
import type { Database } from '../db/schema';
import type { DueDates } from '../domain/due-dates';
import type { CalendarDay } from '../domain/execution-date';

/** The due dates that are not published, oldest first. */
export async function findMissingDates(db: Kysely<Database>, due: DueDates): Promise<CalendarDay[]> {
  const published = new Set((await findPublishedDates(db, due.first, due.last)).map(({ date }) => date));
  return due.dates.filter((date) => !published.has(date));
}
