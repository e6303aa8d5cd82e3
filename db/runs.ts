import { sql } from 'kysely';
import type { Kysely, NotNull } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { NewestAdvertisers } from '../domain/lost-advertisers';
import type { NewestEvents } from '../domain/newest-events';
import type { IgnoredCounts } from '../domain/ignored-counts';
import type { RejectReason } from '../domain/record-validation';
import type { StartedBy } from '../domain/started-by';
import { firstInputs, numberOfInputs } from './run-inputs';
import type {
  Database,
  DayCounts,
  Run,
  RunFailure,
  RunInput,
  RunQuality,
  RunSources,
  RunTotals,
} from './schema';

/** A run of a date. */
export interface RunIdentity {
  readonly date: CalendarDay;
  readonly workflowId: string;
  readonly runId: string;
}

/** The results of the filter step, written with the publication. */
export interface RunReport {
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsRejected: number;
  readonly rejects: Partial<Record<RejectReason, number>>;
  readonly inputs: readonly RunInput[];
  readonly quality: RunQuality;
  /** Null where the filter step of an earlier version did not add them up. */
  readonly totals: RunTotals | null;
  /** Absent likewise. */
  readonly newestEvents?: NewestEvents | undefined;
  /** Absent likewise. */
  readonly dayCounts?: DayCounts | undefined;
  /** Rows of the event logs whose type is ignored. Absent likewise. */
  readonly ignored?: IgnoredCounts | undefined;
  /** Absent likewise. */
  readonly sources?: RunSources | undefined;
}

/**
 * Records that a run has begun; idempotent for a run. Two runs of a date are never open at the same time, so an earlier
 * run that is still recorded as running was closed without recording its end.
 */
export async function registerRun(
  db: Kysely<Database>,
  run: RunIdentity,
  {
    acceptsLostAdvertisers = false,
    startedBy = null,
  }: {
    readonly acceptsLostAdvertisers?: boolean;
    readonly startedBy?: StartedBy | null | undefined;
  } = {},
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const inserted = await trx
      .insertInto('runs')
      .values({
        date: run.date,
        workflow_id: run.workflowId,
        run_id: run.runId,
        status: 'running',
        accepts_lost_advertisers: acceptsLostAdvertisers,
        started_by: startedBy,
      })
      .onConflict((conflict) => conflict.column('run_id').doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 0n) return;
    await trx
      .updateTable('runs')
      .set({ status: 'abandoned', finished_at: sql`now()` })
      .where('date', '=', run.date)
      .where('status', '=', 'running')
      .where('run_id', '!=', run.runId)
      .execute();
  });
}

/** Records the end of a run that published nothing; a run that has published stays published. */
export async function recordRunEnd(
  db: Kysely<Database>,
  run: RunIdentity,
  status: 'failed' | 'cancelled',
  failure: RunFailure,
): Promise<void> {
  const end = { status, finished_at: sql<Date>`now()`, failure: JSON.stringify(failure) };
  await db
    .insertInto('runs')
    .values({ date: run.date, workflow_id: run.workflowId, run_id: run.runId, ...end })
    .onConflict((conflict) =>
      conflict.column('run_id').doUpdateSet(end).where('runs.status', '!=', 'published'),
    )
    .execute();
}

/** The number of active advertisers of the newest published date that recorded it; undefined where none did. */
export async function findNewestAdvertisers(db: Kysely<Database>): Promise<NewestAdvertisers | undefined> {
  return db
    .selectFrom('publications')
    .innerJoin('runs', 'runs.run_id', 'publications.run_id')
    .select(['publications.date', 'runs.active_advertisers as count'])
    .where('runs.active_advertisers', 'is not', null)
    .orderBy('publications.date', 'desc')
    .limit(1)
    .$narrowType<{ count: NotNull }>()
    .executeTakeFirst();
}

/** A run by its id. */
export async function findRun(db: Kysely<Database>, runId: string): Promise<Run | undefined> {
  return db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
}

/** What is recorded of a run but for the objects it has read, which may be many. */
const FACTS = [
  'runs.date',
  'runs.workflow_id',
  'runs.run_id',
  'runs.status',
  'runs.started_at',
  'runs.finished_at',
  'runs.published_at',
  'runs.rows_read',
  'runs.rows_kept',
  'runs.rows_rejected',
  'runs.rejects',
  'runs.ignored',
  'runs.sources',
  'runs.quality',
  'runs.failure',
  'runs.newest_events',
  'runs.active_advertisers',
  'runs.accepts_lost_advertisers',
  'runs.input_bytes',
] as const;

/** A run, and whether readers see its lists. */
export type RecordedRun = Pick<Run, ColumnOf<(typeof FACTS)[number]>> & {
  readonly is_published: boolean;
  /** How many objects it has read; null before the publication. */
  readonly input_objects: number | null;
};

type ColumnOf<Name> = Name extends `runs.${infer Column extends keyof Run}` ? Column : never;

/** A run with the first of the objects it has read, in byte order of their keys where they are many. */
export type RunWithInputs = RecordedRun & { readonly first_inputs: readonly RunInput[] | null };

/** The newest run of each date in a range (without an end where none is given), newest date first, at most `limit`. */
export async function findLatestRuns(
  db: Kysely<Database>,
  range: {
    readonly from: CalendarDay | undefined;
    readonly to: CalendarDay | undefined;
    readonly limit: number;
  },
): Promise<RecordedRun[]> {
  let query = recordedRuns(db).distinctOn('runs.date');
  if (range.from !== undefined) query = query.where('runs.date', '>=', range.from);
  if (range.to !== undefined) query = query.where('runs.date', '<=', range.to);
  return query.orderBy('runs.date', 'desc').orderBy('sequence', 'desc').limit(range.limit).execute();
}

/** The newest runs of a date, newest first, at most `limit`. */
export async function findRunsOf(
  db: Kysely<Database>,
  date: CalendarDay,
  limit: number,
): Promise<RunWithInputs[]> {
  return recordedRuns(db)
    .select(firstInputs().as('first_inputs'))
    .where('runs.date', '=', date)
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
}

/** The number of runs of a date. */
export async function countRunsOf(db: Kysely<Database>, date: CalendarDay): Promise<number> {
  const { runs } = await db
    .selectFrom('runs')
    .select((on) => on.fn.countAll<number>().as('runs'))
    .where('date', '=', date)
    .executeTakeFirstOrThrow();
  return runs;
}

function recordedRuns(db: Kysely<Database>) {
  return db
    .selectFrom('runs')
    .leftJoin('publications', 'publications.run_id', 'runs.run_id')
    .select(FACTS)
    .select(sql<boolean>`publications.run_id IS NOT NULL`.as('is_published'))
    .select(numberOfInputs().as('input_objects'));
}
