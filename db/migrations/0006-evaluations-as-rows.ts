import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Each advertiser's day becomes one row for all models: rows and their keys were most of the cost of an evaluation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE evaluations ADD COLUMN models text[] COLLATE "C" NOT NULL DEFAULT '{}'`.execute(db);
  await sql`
    UPDATE evaluations SET models = ARRAY(
      SELECT DISTINCT model FROM list_evaluations AS list WHERE list.date = evaluations.date ORDER BY model
    )`.execute(db);
  await sql`
    CREATE TABLE advertiser_evaluations (
      date date NOT NULL REFERENCES evaluations ON DELETE CASCADE,
      advertiser_id text COLLATE "C" NOT NULL,
      clicks integer NOT NULL,
      impressions integer NOT NULL,
      -- One entry for each of the evaluation's models.
      products smallint[] NOT NULL,
      clicked_products smallint[] NOT NULL,
      listed_clicks integer[] NOT NULL,
      listed_impressions integer[] NOT NULL,
      ndcg_at_20 double precision[] NOT NULL,
      PRIMARY KEY (date, advertiser_id)
    )`.execute(db);
  await sql`
    INSERT INTO advertiser_evaluations
    SELECT date, advertiser_id, max(clicks), max(impressions),
      array_agg(products ORDER BY model),
      array_agg(round(precision_at_20 * 20)::smallint ORDER BY model),
      array_agg(listed_clicks ORDER BY model),
      array_agg(listed_impressions ORDER BY model),
      array_agg(ndcg_at_20 ORDER BY model)
    FROM list_evaluations GROUP BY date, advertiser_id`.execute(db);
  await sql`DROP TABLE list_evaluations`.execute(db);
  await sql`
    CREATE VIEW list_evaluations AS
    SELECT day.date, advertiser.advertiser_id, list.model, list.products, advertiser.clicks, advertiser.impressions,
      list.listed_clicks, list.listed_impressions,
      list.listed_clicks / advertiser.clicks::double precision AS click_share,
      CASE WHEN list.listed_clicks > 0 THEN 1 ELSE 0 END::double precision AS hit_rate,
      list.clicked_products / 20::double precision AS precision_at_20,
      list.ndcg_at_20,
      CASE WHEN list.listed_impressions > 0 AND advertiser.impressions > 0 THEN
        (list.listed_clicks * advertiser.impressions::double precision)
        / (list.listed_impressions * advertiser.clicks::double precision)
      END AS lift
    FROM evaluations AS day
    JOIN advertiser_evaluations AS advertiser USING (date)
    CROSS JOIN LATERAL unnest(day.models, advertiser.products, advertiser.clicked_products, advertiser.listed_clicks,
      advertiser.listed_impressions, advertiser.ndcg_at_20)
      AS list (model, products, clicked_products, listed_clicks, listed_impressions, ndcg_at_20)`.execute(db);
}
