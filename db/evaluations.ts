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

/** Two publications that belong together: the lists of a date, and the log of the day after. */
export interface EvaluatedPair {
  /** The day whose log it is. */
  readonly date: CalendarDay;
  readonly runId: string;
  /** The files of the lake with what happened on that day; null where an earlier version published. */
  readonly dayCounts: DayCounts | null;
  readonly listsDate: CalendarDay;
  /** Null where that date is not published. */
  readonly listsRunId: string | null;
  /** Whether this pair has been evaluated already. */
  readonly isEvaluated: boolean;
}

/** What an evaluation of the log of `date` goes by; undefined where the date is not published. */
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

/** An arbitrary number, the same in every process. */
const EVALUATION_LOCK = 720_511_985;

/** Makes every other evaluation of the log of `date` wait until this transaction ends. */
export async function lockEvaluation(trx: Transaction<Database>, date: CalendarDay): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${EVALUATION_LOCK}, ${date}::date - date '2000-01-01')`.execute(trx);
}

/** Names of the models with any list on a date. */
export async function findListedModels(db: Kysely<Database>, date: CalendarDay): Promise<string[]> {
  // The first by its key: for any that exists, Postgres may look through the lists of all dates.
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
  // Each list is looked up by its key. Statistics do not know of the newest date: a join would expect none, and compare
  // every list with every advertiser. As one text, since the driver takes its time for each row, and more for an array.
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

/** How the lists of a date did on the day after. */
export interface Evaluation {
  readonly pair: EvaluatedPair;
  readonly models: readonly string[];
  readonly advertisers: number;
  /** Of the advertisers, all with these models. */
  readonly portions: readonly DayScores[];
  readonly figures: readonly ModelFigure[];
}

/**
 * Replaces the evaluation of a date, if both publications are still those that it is about; false, and nothing changed, if one
 * of them has been replaced: the run that replaced it evaluates again. Until the transaction ends neither can be replaced.
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
  // Arrays of arrays do not travel: each is one long array that each row has a slice of.
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
