import { sql } from 'kysely';
import type { Kysely, NotNull } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import { findChunks } from './run-inputs';
import type { Database, Run, RunInput } from './schema';

/** The run whose lists readers see. */
export type PublishedRun = Pick<
  Run,
  'run_id' | 'started_at' | 'rejects' | 'ignored' | 'quality' | 'totals' | 'newest_events'
> & {
  readonly published_at: Date;
  readonly rows_read: number;
  readonly rows_kept: number;
  readonly rows_rejected: number;
};

/** The recorded state of a date's newest run. */
export type NewestRun = Pick<Run, 'run_id' | 'status' | 'started_at' | 'finished_at' | 'failure'>;

/** The recorded facts of a date. */
export interface DateRecord {
  readonly published: PublishedRun | undefined;
  readonly newest: NewestRun | undefined;
}

/** The records of the dates of a range, both ends included; a date without a record has no entry. */
export async function findDateRecords(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<Map<CalendarDay, DateRecord>> {
  const [published, newest] = await Promise.all([
    publishedRuns(db, from, to)
      .select(['publications.date', 'runs.run_id', 'runs.started_at', 'publications.published_at'])
      .select(['runs.rows_read', 'runs.rows_kept', 'runs.rows_rejected'])
      .select(['runs.rejects', 'runs.ignored', 'runs.quality', 'runs.totals', 'runs.newest_events'])
      // Written with every publication.
      .$narrowType<{
        published_at: NotNull;
        rows_read: NotNull;
        rows_kept: NotNull;
        rows_rejected: NotNull;
      }>()
      .execute(),
    db
      .selectFrom('runs')
      .distinctOn('date')
      .select(['date', 'run_id', 'status', 'started_at', 'finished_at', 'failure'])
      .where('date', '>=', from)
      .where('date', '<=', to)
      .orderBy('date')
      .orderBy('sequence', 'desc')
      .execute(),
  ]);
  const records = new Map<CalendarDay, DateRecord>();
  for (const { date, ...run } of newest) records.set(date, { published: undefined, newest: run });
  for (const { date, ...run } of published) {
    records.set(date, { newest: records.get(date)?.newest, published: run });
  }
  return records;
}

/** Objects, and the dates that were published from exactly these objects. */
export interface PublishedInputs {
  readonly dates: readonly CalendarDay[];
  /** In chunks; the dates of another entry may share some of them. */
  readonly inputs: readonly (readonly RunInput[])[];
}

/** The objects from which the dates of a range were published, grouped by equal sets of objects. */
export async function findPublishedInputs(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<PublishedInputs[]> {
  // Many dates have the same objects or most of them: each set, and each chunk, is sent once.
  const rows = await publishedRuns(db, from, to)
    .select(['runs.inputs', 'runs.input_chunks'])
    .select(sql<CalendarDay[]>`array_agg(publications.date::text)`.as('dates'))
    .groupBy(['runs.inputs', 'runs.input_chunks'])
    .execute();
  const chunks = await findChunks(db, [...new Set(rows.flatMap(({ input_chunks }) => input_chunks ?? []))]);
  return rows.map(({ dates, inputs, input_chunks }) => ({
    dates,
    inputs: input_chunks === null ? [inputs ?? []] : input_chunks.map((id) => chunks.get(id) ?? []),
  }));
}

function publishedRuns(db: Kysely<Database>, from: CalendarDay, to: CalendarDay) {
  return db
    .selectFrom('publications')
    .innerJoin('runs', 'runs.run_id', 'publications.run_id')
    .where('publications.date', '>=', from)
    .where('publications.date', '<=', to);
}
