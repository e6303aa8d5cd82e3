import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

/**
 * Makes each list one row, its products and figures as arrays by rank, and the tables with one row a product views of
 * the same columns. What is published stays published.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE top_products_lists (
      date date NOT NULL,
      advertiser_id text COLLATE "C" NOT NULL,
      product_ids text[] COLLATE "C" NOT NULL,
      views integer[] NOT NULL,
      PRIMARY KEY (date, advertiser_id),
      ${listOfProducts},
      ${figureOfEachProduct('views')}
    )`.execute(db);
  await sql`
    CREATE TABLE top_ctr_lists (
      date date NOT NULL,
      advertiser_id text COLLATE "C" NOT NULL,
      product_ids text[] COLLATE "C" NOT NULL,
      clicks integer[] NOT NULL,
      impressions integer[] NOT NULL,
      PRIMARY KEY (date, advertiser_id),
      ${listOfProducts},
      ${figureOfEachProduct('clicks')},
      ${figureOfEachProduct('impressions')},
      -- Without one there is no ctr, and the view below could not be read.
      CONSTRAINT some_impressions CHECK (0 < ALL (impressions))
    )`.execute(db);
  await sql`
    CREATE TABLE model_lists (
      model text COLLATE "C" NOT NULL,
      date date NOT NULL,
      advertiser_id text COLLATE "C" NOT NULL,
      product_ids text[] COLLATE "C" NOT NULL,
      metrics jsonb NOT NULL,
      PRIMARY KEY (model, date, advertiser_id),
      ${listOfProducts},
      CONSTRAINT figures_of_each_product CHECK (jsonb_typeof(metrics) = 'object' AND NOT jsonb_path_exists(
        metrics,
        'strict $.* ? (@.type() != "array" || @.size() != $products)',
        jsonb_build_object('products', cardinality(product_ids))))
    )`.execute(db);

  await moveRows(db);
  await sql`DROP TABLE top_products, top_ctr_products, model_recommendations`.execute(db);

  await sql`
    CREATE VIEW top_products AS
    SELECT advertiser_id, product_id, entry.views, date, rank::smallint
    FROM top_products_lists AS list
    CROSS JOIN unnest(product_ids, list.views) WITH ORDINALITY AS entry (product_id, views, rank)`.execute(
    db,
  );
  // The division of two integers as doubles, rounded once: what the model computes in JavaScript.
  await sql`
    CREATE VIEW top_ctr_products AS
    SELECT advertiser_id, product_id, entry.clicks, entry.impressions,
      entry.clicks::double precision / entry.impressions AS ctr, date, rank::smallint
    FROM top_ctr_lists AS list
    CROSS JOIN unnest(product_ids, list.clicks, list.impressions)
      WITH ORDINALITY AS entry (product_id, clicks, impressions, rank)`.execute(db);
  await sql`
    CREATE VIEW model_recommendations AS
    SELECT model, advertiser_id, product_id, (
        SELECT coalesce(jsonb_object_agg(name, figures -> (rank::integer - 1)), '{}')
        FROM jsonb_each(list.metrics) AS metric (name, figures)
      ) AS metrics, date, rank::smallint
    FROM model_lists AS list CROSS JOIN unnest(product_ids) WITH ORDINALITY AS entry (product_id, rank)`.execute(
    db,
  );

  // These columns were unused, and to maintain them every publication rewrote and locked the row of each advertiser.
  await sql`ALTER TABLE advertisers DROP COLUMN first_active, DROP COLUMN last_active`.execute(db);
}

// 20 is the domain's LIST_LENGTH. array_to_tsvector keeps each text once, compared by bytes, and refuses NULL and ''.
const listOfProducts = sql`
  CONSTRAINT list_length CHECK (cardinality(product_ids) BETWEEN 1 AND 20),
  CONSTRAINT distinct_products CHECK (length(array_to_tsvector(product_ids)) = cardinality(product_ids))`;

function figureOfEachProduct(metric: string): RawBuilder<unknown> {
  const figures = sql.ref(metric);
  return sql`
    CONSTRAINT ${sql.ref(`${metric}_of_each_product`)}
    CHECK (cardinality(${figures}) = cardinality(product_ids) AND array_position(${figures}, NULL) IS NULL)`;
}

async function moveRows(db: Kysely<unknown>): Promise<void> {
  await sql`
    INSERT INTO top_products_lists (date, advertiser_id, product_ids, views)
    SELECT date, advertiser_id, array_agg(product_id ORDER BY rank), array_agg(views ORDER BY rank)
    FROM top_products GROUP BY date, advertiser_id`.execute(db);
  await sql`
    INSERT INTO top_ctr_lists (date, advertiser_id, product_ids, clicks, impressions)
    SELECT date, advertiser_id, array_agg(product_id ORDER BY rank),
      array_agg(clicks ORDER BY rank), array_agg(impressions ORDER BY rank)
    FROM top_ctr_products GROUP BY date, advertiser_id`.execute(db);
  await sql`
    INSERT INTO model_lists (model, date, advertiser_id, product_ids, metrics)
    SELECT model, date, advertiser_id, product_ids, coalesce(metrics, '{}')
    FROM (
      SELECT model, date, advertiser_id, array_agg(product_id ORDER BY rank) AS product_ids
      FROM model_recommendations GROUP BY model, date, advertiser_id
    ) AS lists
    LEFT JOIN (
      SELECT model, date, advertiser_id, jsonb_object_agg(name, figures) AS metrics
      FROM (
        SELECT model, date, advertiser_id, name, jsonb_agg(figure ORDER BY rank) AS figures
        FROM model_recommendations CROSS JOIN jsonb_each(metrics) AS metric (name, figure)
        GROUP BY model, date, advertiser_id, name
      ) AS metrics
      GROUP BY model, date, advertiser_id
    ) AS figures USING (model, date, advertiser_id)`.execute(db);
}
