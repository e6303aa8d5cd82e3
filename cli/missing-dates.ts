import type { Kysely } from 'kysely';
import { findPublishedDates } from '../db/publication';
import type { Database } from '../db/schema';
import { daysFromTo } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';

/** The dates of a range, both ends included, that are not published; oldest first. */
export async function findMissingDates(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<CalendarDay[]> {
  const published = new Set((await findPublishedDates(db, from, to)).map(({ date }) => date));
  return daysFromTo(from, to).filter((date) => !published.has(date));
}
