import { sql } from 'kysely';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';
import { compareUtf8 } from '../domain/utf8-order';
import { databaseFault } from './errors';
import { toJsonb } from './jsonb';
import { deleteLists, insertLists } from './list-tables';
import type { ListBatch } from './list-batch';
import { PUBLICATIONS_CHANNEL } from './notifications';
import { arrangeInputs, keepChunks } from './run-inputs';
import type { RecordedInputs } from './run-inputs';
import type { RunReport } from './runs';
import type { Database, PublicationsTable } from './schema';
import { textArray } from './binary-arrays';

const ADVERTISER_ROWS = 10_000;

/** Another attempt or run holds the right to publish the date, so this attempt's work is useless. */
export class StaleAttemptError extends Error {
  override readonly name = 'StaleAttemptError';
}

/** The right to publish a date, issued by the database; only the newest one is valid. */
export interface Fence {
  readonly date: CalendarDay;
  readonly runId: string;
  readonly token: number;
}

/** The data to publish for a date. */
export interface Publication {
  readonly report: RunReport;
  /** The active list, with or without rows. */
  readonly activeAdvertisers: readonly string[];
  /** The lists of each model; other models keep their lists. */
  readonly lists: readonly { readonly model: Model; readonly lists: readonly ListBatch[] }[];
}

/** The publication of a date that readers see. */
export interface PublishedDate {
  readonly date: CalendarDay;
  readonly runId: string;
  readonly publishedAt: Date;
  readonly token: number;
}

/**
 * Takes the right to publish `date`, which every earlier attempt loses.
 * @throws StaleAttemptError when a newer run of the date has begun.
 */
export async function claimFence(db: Kysely<Database>, date: CalendarDay, runId: string): Promise<Fence> {
  return db.transaction().execute(async (trx) => {
    await assertNewestRun(trx, date, runId);
    const nextToken = sql<number>`nextval('fence_tokens')`;
    const { fence } = await trx
      .insertInto('publications')
      .values({ date, fence: nextToken })
      .onConflict((conflict) => conflict.column('date').doUpdateSet({ fence: nextToken }))
      .returning('fence')
      .executeTakeFirstOrThrow();
    return { date, runId, token: fence };
  });
}

/**
 * Replaces everything published for the fence's date, in one transaction under the date's row lock: readers see the
 * old lists or the new. When the connection is lost at COMMIT, the outcome is looked up.
 *
 * @throws StaleAttemptError when another attempt has claimed the date since; nothing is changed then.
 */
export async function publish(
  db: Kysely<Database>,
  fence: Fence,
  publication: Publication,
): Promise<PublishedDate> {
  const inputs = arrangeInputs(publication.report.inputs);
  await keepChunks(db, inputs);
  try {
    await db.transaction().execute((trx) => replace(trx, fence, publication, inputs));
  } catch (error) {
    if (databaseFault(error) !== 'passing') throw error;
    const published = await findDecidedDate(db, fence.date);
    if (published?.token === fence.token) return published;
    throw error;
  }
  const published = await findPublishedDate(db, fence.date);
  if (published === undefined) throw new Error(`${fence.date}: published, and gone when read back`);
  return published;
}

/** The publication of a date; undefined when there is none. */
export async function findPublishedDate(
  db: Kysely<Database>,
  date: CalendarDay,
): Promise<PublishedDate | undefined> {
  const [published] = await findPublishedDates(db, date, date);
  return published;
}

/** The publications of a range of dates, both ends included, oldest first. */
export async function findPublishedDates(
  db: Kysely<Database>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<PublishedDate[]> {
  const rows = await publicationsOf(db, from, to).orderBy('date').execute();
  return rows.flatMap(toPublishedDate);
}

/** The newest published date; undefined when nothing is published. */
export async function findNewestDate(db: Kysely<Database>): Promise<CalendarDay | undefined> {
  const { rows } = await sql<{ date: CalendarDay }>`
    SELECT date FROM publications WHERE run_id IS NOT NULL ORDER BY date DESC LIMIT 1`.execute(db);
  return rows[0]?.date;
}

/** A number that grows with every publication and every evaluation, of whatever date. */
export async function countPublications(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ published: number }>`
    SELECT (
      (SELECT coalesce(sum(published_fence), 0) FROM publications) + (SELECT coalesce(sum(token), 0) FROM evaluations)
    )::bigint AS published`.execute(db);
  return rows[0]?.published ?? 0;
}

/** Waits for a COMMIT that is still under way: until it is decided, its transaction holds the date's row. */
async function findDecidedDate(db: Kysely<Database>, date: CalendarDay): Promise<PublishedDate | undefined> {
  const rows = await publicationsOf(db, date, date).forShare().execute();
  return rows.flatMap(toPublishedDate)[0];
}

function publicationsOf(db: Kysely<Database>, from: CalendarDay, to: CalendarDay) {
  return db
    .selectFrom('publications')
    .select(['date', 'run_id', 'published_at', 'published_fence'])
    .where('date', '>=', from)
    .where('date', '<=', to);
}

type PublicationRow = Pick<
  Selectable<PublicationsTable>,
  'date' | 'run_id' | 'published_at' | 'published_fence'
>;

function toPublishedDate({ date, run_id, published_at, published_fence }: PublicationRow): PublishedDate[] {
  if (run_id === null || published_at === null || published_fence === null) return [];
  return [{ date, runId: run_id, publishedAt: published_at, token: published_fence }];
}

async function replace(
  trx: Transaction<Database>,
  fence: Fence,
  publication: Publication,
  inputs: RecordedInputs,
): Promise<void> {
  const { date, runId, token } = fence;
  const current = await trx
    .selectFrom('publications')
    .select('fence')
    .where('date', '=', date)
    .forUpdate()
    .executeTakeFirst();
  if (current?.fence !== token) {
    throw new StaleAttemptError(
      `${date}: fence token ${String(token)} is stale, the newest is ${String(current?.fence)}; nothing was changed`,
    );
  }
  await assertNewestRun(trx, date, runId);
  for (const { model, lists } of publication.lists) {
    await deleteLists(model, date).execute(trx);
    for (const columns of lists) {
      for (const statement of insertLists(model, date, columns)) await statement.execute(trx);
    }
  }
  await addAdvertisers(trx, publication.activeAdvertisers);
  await trx
    .updateTable('publications')
    .set({ published_fence: token, run_id: runId, published_at: sql`clock_timestamp()` })
    .where('date', '=', date)
    .execute();
  await keepChunks(trx, inputs);
  await recordPublication(trx, fence, publication, inputs);
  // The notification is delivered at COMMIT, and only then.
  await sql`SELECT pg_notify(${PUBLICATIONS_CHANNEL}, ${date})`.execute(trx);
}

async function recordPublication(
  trx: Transaction<Database>,
  fence: Fence,
  { report, activeAdvertisers }: Publication,
  { inputs, chunks }: RecordedInputs,
): Promise<void> {
  await trx
    .updateTable('runs')
    .set({
      status: 'published',
      published_at: sql`clock_timestamp()`,
      finished_at: sql`clock_timestamp()`,
      rows_read: report.rowsRead,
      rows_kept: report.rowsKept,
      rows_rejected: report.rowsRejected,
      rejects: JSON.stringify(report.rejects),
      ignored: report.ignored === undefined ? null : toJsonb(report.ignored),
      inputs: inputs && toJsonb(inputs),
      input_chunks: chunks?.map(({ id }) => id) ?? null,
      input_objects: report.inputs.length,
      input_bytes: report.inputs.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
      sources: report.sources === undefined ? null : toJsonb(report.sources),
      quality: JSON.stringify(report.quality),
      totals: report.totals === null ? null : JSON.stringify(report.totals),
      day_counts: report.dayCounts === undefined ? null : JSON.stringify(report.dayCounts),
      active_advertisers: activeAdvertisers.length,
      newest_events: report.newestEvents === undefined ? null : JSON.stringify(report.newestEvents),
      failure: null,
    })
    .where('run_id', '=', fence.runId)
    .execute();
}

async function addAdvertisers(trx: Transaction<Database>, advertisers: readonly string[]): Promise<void> {
  const unknown: string[] = [];
  for (const portion of portionsOf(advertisers)) {
    const { rows } = await sql<{ advertiser_id: string }>`
      SELECT advertiser_id FROM unnest(${textArray(portion)}::text[]) AS active (advertiser_id)
      WHERE NOT EXISTS (SELECT FROM advertisers WHERE advertiser_id = active.advertiser_id)`.execute(trx);
    for (const row of rows) unknown.push(row.advertiser_id);
  }
  // Dates publish in parallel: without a common order two of them could deadlock on each other's new advertisers.
  unknown.sort(compareUtf8);
  for (const portion of portionsOf(unknown)) {
    await sql`
      INSERT INTO advertisers (advertiser_id) SELECT unnest(${textArray(portion)}::text[])
      ON CONFLICT DO NOTHING`.execute(trx);
  }
}

function* portionsOf(advertisers: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < advertisers.length; start += ADVERTISER_ROWS) {
    yield advertisers.slice(start, start + ADVERTISER_ROWS);
  }
}

async function assertNewestRun(trx: Transaction<Database>, date: CalendarDay, runId: string): Promise<void> {
  const newest = await trx
    .selectFrom('runs')
    .select('run_id')
    .where('date', '=', date)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.run_id !== runId) {
    throw new StaleAttemptError(
      `${date}: run ${runId} is stale, run ${String(newest?.run_id)} began after it; nothing was changed`,
    );
  }
}
