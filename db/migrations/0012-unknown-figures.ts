import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Lets a figure of `model_lists` be unknown: NaN in the array, which takes no NULL, and null in the view. Rows that are there have
 * none, and the version before writes none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE OR REPLACE VIEW model_recommendations AS
    SELECT model, advertiser_id, product_id, CASE WHEN list.metrics IS NULL THEN (
        SELECT coalesce(jsonb_object_agg(name, nullif(figure, 'NaN')), '{}')
        FROM unnest(metric_names, figures[
          (rank::integer - 1) * cardinality(metric_names) + 1 : rank::integer * cardinality(metric_names)
        ]) AS metric (name, figure)
      ) ELSE (
        SELECT coalesce(jsonb_object_agg(name, figures -> (rank::integer - 1)), '{}')
        FROM jsonb_each(list.metrics) AS metric (name, figures)
      ) END AS metrics, date, rank::smallint
    FROM model_lists AS list CROSS JOIN unnest(product_ids) WITH ORDINALITY AS entry (product_id, rank)`.execute(
    db,
  );
}
