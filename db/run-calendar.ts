import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Database, Run, RunFailure } from './schema';

/** Of a failure's message: the object, the line and what to do come first. */
const MESSAGE_LENGTH = 500;

/** A run without what it read, which may be long. */
export type RunOutline = Pick<
  Run,
  'date' | 'workflow_id' | 'run_id' | 'status' | 'started_at' | 'finished_at' | 'rows_kept' | 'rows_rejected'
> & { readonly failure: RunFailure | null };

/** The newest run of each date in a range, both ends included, by date; a failure's message is cut off after 500 characters. */
export async function findRunOutlines(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<ReadonlyMap<CalendarDay, RunOutline>> {
  const rows = await db
    .selectFrom('runs')
    .distinctOn('date')
    .select(['date', 'workflow_id', 'run_id', 'status', 'started_at', 'finished_at'])
    .select(['rows_kept', 'rows_rejected'])
    .select(
      sql<RunFailure | null>`
        failure || jsonb_build_object('message', left(failure ->> 'message', ${MESSAGE_LENGTH}))`.as(
        'failure',
      ),
    )
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .orderBy('sequence', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.date, row]));
}

/** The first date that any run was for; undefined before the first run. */
export async function findFirstRunDate(db: Kysely<Database>): Promise<CalendarDay | undefined> {
  const row = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.min('date').as('date'))
    .executeTakeFirst();
  return row?.date ?? undefined;
}
