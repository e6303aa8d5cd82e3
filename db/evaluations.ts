import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { DayScores, ModelFigure, ModelLists } from '../domain/evaluation/evaluate-day';
import { findModel, MODELS } from '../domain/models';
import { LIST_SEPARATOR, LISTS_SEPARATOR } from '../domain/models/model';
import { selectLists } from './list-tables';
import { EVALUATIONS_CHANNEL } from './notifications';
import type { Database, DayCounts } from './schema';
import { doubleArray, smallintArray, textArray } from './binary-arrays';
import { countsInSql } from './list-batch';

/** The two publications of an evaluation: of the lists of a date, and of the next day, whose log scores them. */
export interface EvaluatedPair {
  /** The day of the log. */
  readonly date: CalendarDay;
  readonly runId: string;
  /** The files with the events of that day; null where an earlier version published. */
  readonly dayCounts: DayCounts | null;
  readonly listsDate: CalendarDay;
  /** Null where that date is not published. */
  readonly listsRunId: string | null;
  /** Whether this pair has been evaluated already. */
  readonly isEvaluated: boolean;
}

/** The publications for an evaluation with the log of `date`; undefined where the date is not published. */
export async function findPair(db: Kysely<Database>, date: CalendarDay): Promise<EvaluatedPair | undefined> {
  const listsDate = addDays(date, -1);
  const rows = await db
    .selectFrom('publications')
    .innerJoin('runs', 'runs.run_id', 'publications.run_id')
    .leftJoin('evaluations', 'evaluations.date', 'publications.date')
    .select(['publications.date', 'runs.run_id', 'runs.day_counts'])
    .select(['evaluations.run_id as evaluated_run_id', 'evaluations.lists_run_id as evaluated_lists_run_id'])
    .where('publications.date', 'in', [listsDate, date])
    .execute();
  const run = rows.find((row) => row.date === date);
  const lists = rows.find((row) => row.date === listsDate);
  return (
    run && {
      date,
      runId: run.run_id,
      dayCounts: run.day_counts,
      listsDate,
      listsRunId: lists?.run_id ?? null,
      isEvaluated: run.evaluated_run_id === run.run_id && run.evaluated_lists_run_id === lists?.run_id,
    }
  );
}

/** An arbitrary number for the lock, the same in every process. */
const EVALUATION_LOCK = 720_511_985;

/** Makes every other evaluation with the log of `date` wait until this transaction ends. */
export async function lockEvaluation(trx: Transaction<Database>, date: CalendarDay): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${EVALUATION_LOCK}, ${date}::date - date '2000-01-01')`.execute(trx);
}

/** Names of the models with any list on a date. */
export async function findListedModels(db: Kysely<Database>, date: CalendarDay): Promise<string[]> {
  // The first by its key: with EXISTS Postgres may search the lists of all dates.
  const tests = MODELS.map(
    (model) => sql`
      SELECT ${model.name}::text AS model
      WHERE (SELECT advertiser_id FROM (${selectLists(model)}) AS lists WHERE date = ${date}
        ORDER BY advertiser_id LIMIT 1) IS NOT NULL`,
  );
  const { rows } = await sql<{ model: string }>`${sql.join(tests, sql` UNION ALL `)}`.execute(db);
  return rows.map(({ model }) => model);
}

/** The lists of some advertisers on a date, in their order, of each of the models. */
export async function findProductLists(
  db: Kysely<Database>,
  date: CalendarDay,
  models: readonly string[],
  advertiserIds: readonly string[],
): Promise<ModelLists[]> {
  const found = models.flatMap((name) => findModel(name) ?? []);
  // Each list is looked up by its key: the planner's statistics lack the newest date, so that a join would expect no lists and
  // compare every list with every advertiser. The result is one text, because the driver is slow for rows and arrays.
  const texts = found.map(
    (model) => sql`string_agg(coalesce((
      SELECT array_to_string(product_ids, ${LIST_SEPARATOR}) FROM (${selectLists(model)}) AS lists
      WHERE date = ${date} AND lists.advertiser_id = asked.advertiser_id
    ), ''), ${LISTS_SEPARATOR} ORDER BY place) AS ${sql.ref(model.name)}`,
  );
  const { rows } = await sql<Record<string, string | null>>`
    SELECT ${sql.join(texts)}
    FROM unnest(${textArray(advertiserIds)}::text[]) WITH ORDINALITY AS asked (advertiser_id, place)`.execute(
    db,
  );
  return found.map(({ name }) => ({ model: name, lists: rows[0]?.[name] ?? '' }));
}

/** The scores of the lists of a date on the next day. */
export interface Evaluation {
  readonly pair: EvaluatedPair;
  readonly models: readonly string[];
  readonly advertisers: number;
  /** Scores of the advertisers in portions, all with these models. */
  readonly portions: readonly DayScores[];
  readonly figures: readonly ModelFigure[];
}

/**
 * Replaces the evaluation of a date if both of its publications are still current. If one has been replaced it returns false
 * and changes nothing: the run that replaced it evaluates again. Until the transaction ends neither can be replaced.
 */
export async function storeEvaluation(trx: Transaction<Database>, evaluation: Evaluation): Promise<boolean> {
  const { date, runId, listsDate, listsRunId } = evaluation.pair;
  const current = await trx
    .selectFrom('publications')
    .select(['date', 'run_id'])
    .where('date', 'in', [listsDate, date])
    .orderBy('date')
    .forShare()
    .execute();
  const runOf = (of: CalendarDay) => current.find((row) => row.date === of)?.run_id;
  if (runOf(date) !== runId || runOf(listsDate) !== listsRunId || listsRunId === null) return false;
  const row = {
    run_id: runId,
    lists_date: listsDate,
    lists_run_id: listsRunId,
    models: sql<string[]>`${textArray(evaluation.models)}::text[]`,
    advertisers: evaluation.advertisers,
    evaluated_at: sql<Date>`clock_timestamp()`,
    token: sql<number>`nextval('fence_tokens')`,
  };
  await trx
    .insertInto('evaluations')
    .values({ date, ...row })
    .onConflict((conflict) => conflict.column('date').doUpdateSet(row))
    .execute();
  await trx.deleteFrom('advertiser_evaluations').where('date', '=', date).execute();
  await trx.deleteFrom('model_evaluations').where('date', '=', date).execute();
  for (const portion of evaluation.portions) await insertScores(trx, date, portion);
  const figures = evaluation.figures.map((figure) => ({ date, ...figure }));
  if (figures.length > 0) await trx.insertInto('model_evaluations').values(figures).execute();
  await sql`SELECT pg_notify(${EVALUATIONS_CHANNEL}, ${date})`.execute(trx);
  return true;
}

async function insertScores(trx: Transaction<Database>, date: CalendarDay, scores: DayScores): Promise<void> {
  const { models, advertiserIds } = scores;
  // Postgres arrays cannot hold rows of different lengths: each figure is one long array with a slice for each row.
  const size = models.length;
  const slice = (array: RawBuilder<unknown>) =>
    sql`(${array})[(place - 1) * ${size}::integer + 1 : place * ${size}::integer]`;
  const smallints = (column: Int32Array) => slice(sql`${smallintArray(column)}::smallint[]`);
  const [clicks, impressions, listedClicks, listedImpressions] = [
    countsInSql('clicks', scores.clicks),
    countsInSql('impressions', scores.impressions),
    countsInSql('listed_clicks', scores.listedClicks),
    countsInSql('listed_impressions', scores.listedImpressions),
  ];
  await sql`
    INSERT INTO advertiser_evaluations (date, advertiser_id, ${clicks.column}, ${impressions.column},
      products, clicked_products, ${listedClicks.column}, ${listedImpressions.column}, ndcg_at_20)
    SELECT ${date}::date, advertiser_id, clicks, impressions,
      ${smallints(scores.products)}, ${smallints(scores.clickedProducts)},
      ${slice(listedClicks.array)}, ${slice(listedImpressions.array)},
      ${slice(sql`${doubleArray(scores.ndcg)}::double precision[]`)}
    FROM unnest(${textArray(advertiserIds)}::text[], ${clicks.array}, ${impressions.array})
      WITH ORDINALITY AS score (advertiser_id, clicks, impressions, place)`.execute(trx);
}
