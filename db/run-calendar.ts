import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Database, Run, RunFailure } from './schema';

/** Longest message of a failure; its object, line and remedy come first. */
const MESSAGE_LENGTH = 500;

/** A run without its inputs, which may be many. */
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

/** The newest run of a date, and the run whose lists readers see. */
type RunStanding = Pick<Run, 'run_id' | 'status' | 'started_at'> & {
  /** The run whose lists readers see; null when there are none. */
  readonly published_run_id: string | null;
};

/** The states of the dates of a range, both ends included; a date without a run has no entry. */
export async function findRunStandings(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<ReadonlyMap<CalendarDay, RunStanding>> {
  const rows = await db
    .selectFrom('runs')
    .leftJoin('publications', 'publications.date', 'runs.date')
    .distinctOn('runs.date')
    .select(['runs.date', 'runs.run_id', 'runs.status', 'runs.started_at'])
    .select('publications.run_id as published_run_id')
    .where('runs.date', '>=', from)
    .where('runs.date', '<=', to)
    .orderBy('runs.date')
    .orderBy('sequence', 'desc')
    .execute();
  return new Map(rows.map(({ date, ...standing }) => [date, standing]));
}

/** The dates outside a range that have runs, in order. */
export async function findRunDatesOutside(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<CalendarDay[]> {
  const rows = await db
    .selectFrom('runs')
    .select('date')
    .distinct()
    .where((eb) => eb.or([eb('date', '<', from), eb('date', '>', to)]))
    .orderBy('date')
    .execute();
  return rows.map(({ date }) => date);
}
