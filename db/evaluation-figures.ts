import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import { FIGURES } from '../domain/evaluation/score-list';
import type { Figures } from '../domain/evaluation/score-list';
import type { EvaluationWindow, ModelMeans } from '../domain/evaluation/window';
import type { Database } from './schema';

/** The evaluation of the lists of a date on the next day. */
export interface DayEvaluation {
  /** The day of the log. */
  readonly date: CalendarDay;
  readonly lists_date: CalendarDay;
  readonly advertisers: number;
  /** By model. */
  readonly models: Readonly<Record<string, ModelMeans>>;
}

/** The evaluations whose two publications are still current; other evaluations are not shown. */
const current = sql`
  SELECT evaluations.date, evaluations.lists_date, evaluations.advertisers FROM evaluations
  JOIN publications AS log ON log.date = evaluations.date AND log.run_id = evaluations.run_id
  JOIN publications AS lists ON lists.date = evaluations.lists_date AND lists.run_id = evaluations.lists_run_id`;

/** The evaluations of a window, oldest first; models and figures are sorted by name, so that equal evaluations give equal bytes. */
export async function findEvaluations(
  db: Kysely<Database>,
  { from, to }: EvaluationWindow,
): Promise<DayEvaluation[]> {
  const { rows } = await sql<DayEvaluation>`
    SELECT date, lists_date, advertisers, (
      SELECT coalesce(json_object_agg(model, means ORDER BY model COLLATE "C"), '{}') FROM (
        SELECT model, json_object_agg(figure, json_build_object(
          'mean', mean, 'low', low, 'high', high, 'advertisers', figures.advertisers)
          ORDER BY figure COLLATE "C") AS means
        FROM model_evaluations AS figures WHERE figures.date = current.date GROUP BY model
      ) AS of_models
    ) AS models
    FROM (${current}) AS current WHERE date BETWEEN ${from} AND ${to} ORDER BY date`.execute(db);
  return rows;
}

/** The newest day with an evaluation; undefined where there is none. */
export async function findNewestEvaluation(db: Kysely<Database>): Promise<CalendarDay | undefined> {
  const { rows } = await sql<{ date: CalendarDay }>`
    SELECT date FROM (${current}) AS current ORDER BY date DESC LIMIT 1`.execute(db);
  return rows[0]?.date;
}

/** The figures of one list on the next day. */
interface ListEvaluation extends Figures {
  readonly date: CalendarDay;
  readonly lists_date: CalendarDay;
  readonly model: string;
  readonly products: number;
  readonly clicks: number;
  readonly impressions: number;
  readonly listed_clicks: number;
  readonly listed_impressions: number;
}

/** The figures of an advertiser's lists in a window, oldest day first; undefined for an unknown advertiser. */
export async function findListEvaluations(
  db: Kysely<Database>,
  advertiserId: string,
  { from, to }: EvaluationWindow,
): Promise<ListEvaluation[] | undefined> {
  const { rows } = await sql<{ lists: ListEvaluation[] }>`
    SELECT (
      SELECT coalesce(json_agg(json_build_object('date', list.date, 'lists_date', current.lists_date, ${columns})
        ORDER BY list.date, list.model), '[]')
      FROM (${current}) AS current JOIN list_evaluations AS list ON list.date = current.date
      WHERE list.advertiser_id = advertisers.advertiser_id AND current.date BETWEEN ${from} AND ${to}
    ) AS lists
    FROM advertisers WHERE advertiser_id = ${advertiserId}`.execute(db);
  return rows[0]?.lists;
}

const columns = sql.join(
  [...['model', 'products', 'clicks', 'impressions', 'listed_clicks', 'listed_impressions'], ...FIGURES].map(
    (name): RawBuilder<unknown> => sql`${sql.lit(name)}, list.${sql.ref(name)}`,
  ),
);

/** The share of an advertiser's clicks on the lists of a model in a window. */
export interface AdvertiserMeans {
  readonly advertiser_id: string;
  readonly model: string;
  readonly days: number;
  /** Clicks on all products in the window. */
  readonly clicks: number;
  readonly click_share: number;
}

/** The share of clicks on the lists of each model, for the `limit` advertisers with the most clicks on the window's last day. */
export async function findAdvertiserMeans(
  db: Kysely<Database>,
  { from, to }: EvaluationWindow,
  limit: number,
): Promise<AdvertiserMeans[]> {
  const { rows } = await sql<AdvertiserMeans>`
    WITH days AS MATERIALIZED (SELECT date FROM (${current}) AS current WHERE date BETWEEN ${from} AND ${to}),
    largest AS MATERIALIZED (
      SELECT advertiser_id, max(clicks) AS clicks FROM list_evaluations WHERE date = (SELECT max(date) FROM days)
      GROUP BY advertiser_id ORDER BY clicks DESC, advertiser_id LIMIT ${limit}
    )
    SELECT advertiser_id, model, count(*) AS days, sum(list.clicks)::bigint AS clicks,
      sum(listed_clicks)::double precision / sum(list.clicks) AS click_share
    FROM list_evaluations AS list JOIN largest USING (advertiser_id)
    WHERE date IN (SELECT date FROM days)
    GROUP BY advertiser_id, model, largest.clicks
    ORDER BY largest.clicks DESC, advertiser_id, click_share DESC, model`.execute(db);
  return rows;
}
