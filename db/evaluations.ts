import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { ModelFigure, ScoredList } from '../domain/evaluation/evaluate-day';
import { FIGURES } from '../domain/evaluation/score-list';
import { MODELS } from '../domain/models';
import { selectLists } from './list-tables';
import { EVALUATIONS_CHANNEL } from './notifications';
import type { Database, DayCounts } from './schema';
import { textArray } from './text-array';

/** Rows in one INSERT. */
const INSERT_ROWS = 5_000;

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
}

/** What an evaluation of the log of `date` goes by; undefined where the date is not published. */
export async function findPair(db: Kysely<Database>, date: CalendarDay): Promise<EvaluatedPair | undefined> {
  const listsDate = addDays(date, -1);
  const rows = await db
    .selectFrom('publications')
    .innerJoin('runs', 'runs.run_id', 'publications.run_id')
    .select(['publications.date', 'runs.run_id', 'runs.day_counts'])
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
    }
  );
}

/** Names of the models with any list on a date. */
export async function findListedModels(db: Kysely<Database>, date: CalendarDay): Promise<string[]> {
  const tests = MODELS.map(
    (model) => sql`
      SELECT ${model.name}::text AS model
      WHERE EXISTS (SELECT FROM (${selectLists(model)}) AS lists WHERE date = ${date})`,
  );
  const { rows } = await sql<{ model: string }>`${sql.join(tests, sql` UNION ALL `)}`.execute(db);
  return rows.map(({ model }) => model);
}

/** The lists of some advertisers on a date, by advertiser and model: products, the best first. */
export async function findProductLists(
  db: Kysely<Database>,
  date: CalendarDay,
  advertiserIds: readonly string[],
): Promise<Map<string, Map<string, readonly string[]>>> {
  const lists = new Map<string, Map<string, readonly string[]>>();
  for (const model of MODELS) {
    const { rows } = await sql<{ advertiser_id: string; product_ids: string[] }>`
      SELECT advertiser_id, product_ids FROM (${selectLists(model)}) AS lists
      WHERE date = ${date} AND advertiser_id = ANY (${textArray(advertiserIds)}::text[])`.execute(db);
    for (const { advertiser_id: id, product_ids } of rows) {
      const own = lists.get(id) ?? new Map<string, readonly string[]>();
      lists.set(id, own.set(model.name, product_ids));
    }
  }
  return lists;
}

/** How the lists of a date did on the day after. */
export interface Evaluation {
  readonly pair: EvaluatedPair;
  readonly advertisers: number;
  readonly lists: readonly ScoredList[];
  readonly figures: readonly ModelFigure[];
}

/**
 * Replaces the evaluation of a date in one transaction, if both publications are still those that it is about; false, and
 * nothing changed, if one of them has been replaced: whoever replaced it evaluates anew.
 */
export async function storeEvaluation(db: Kysely<Database>, evaluation: Evaluation): Promise<boolean> {
  const { date, runId, listsDate, listsRunId } = evaluation.pair;
  return db.transaction().execute(async (trx) => {
    // Until COMMIT neither can be replaced.
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
      advertisers: evaluation.advertisers,
      evaluated_at: sql<Date>`clock_timestamp()`,
      token: sql<number>`nextval('fence_tokens')`,
    };
    await trx
      .insertInto('evaluations')
      .values({ date, ...row })
      .onConflict((conflict) => conflict.column('date').doUpdateSet(row))
      .execute();
    await trx.deleteFrom('list_evaluations').where('date', '=', date).execute();
    await trx.deleteFrom('model_evaluations').where('date', '=', date).execute();
    await insertRows(trx, date, evaluation);
    await sql`SELECT pg_notify(${EVALUATIONS_CHANNEL}, ${date})`.execute(trx);
    return true;
  });
}

async function insertRows(
  trx: Transaction<Database>,
  date: CalendarDay,
  { lists, figures }: Evaluation,
): Promise<void> {
  for (let start = 0; start < lists.length; start += INSERT_ROWS) {
    const rows = lists.slice(start, start + INSERT_ROWS);
    const numbers = (of: (list: ScoredList) => number | null) => rows.map(of);
    await sql`
      INSERT INTO list_evaluations (date, advertiser_id, model, products, clicks, impressions, listed_clicks,
        listed_impressions, ${sql.join(FIGURES.map((figure) => sql.ref(figure)))})
      SELECT ${date}::date, * FROM unnest(
        ${textArray(rows.map(({ advertiserId }) => advertiserId))}::text[],
        ${textArray(rows.map(({ model }) => model))}::text[],
        ${numbers(({ products }) => products)}::smallint[],
        ${numbers(({ clicks }) => clicks)}::integer[],
        ${numbers(({ impressions }) => impressions)}::integer[],
        ${numbers(({ listedClicks }) => listedClicks)}::integer[],
        ${numbers(({ listedImpressions }) => listedImpressions)}::integer[],
        ${sql.join(FIGURES.map((figure) => sql`${numbers((list) => list.figures[figure])}::double precision[]`))})`.execute(
      trx,
    );
  }
  if (figures.length === 0) return;
  await trx
    .insertInto('model_evaluations')
    .values(figures.map((figure) => ({ date, ...figure })))
    .execute();
}
