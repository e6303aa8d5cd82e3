import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * The figures of `model_lists` become arrays of numbers: as JSON they were more than half of the cost of writing such a list.
 * Existing lists keep their JSON, and the version before still writes JSON: the view reads both.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE model_lists
      ALTER COLUMN metrics DROP NOT NULL,
      ADD COLUMN metric_names text[] COLLATE "C",
      -- Those of the first product in the order of names, then those of the second.
      ADD COLUMN figures double precision[],
      ADD CONSTRAINT metrics_or_figures CHECK (metrics IS NOT NULL OR (
        array_position(metric_names, NULL) IS NULL AND array_position(figures, NULL) IS NULL
        AND cardinality(figures) = cardinality(metric_names) * cardinality(product_ids)) IS TRUE)`.execute(
    db,
  );
  await sql`
    CREATE OR REPLACE VIEW model_recommendations AS
    SELECT model, advertiser_id, product_id, CASE WHEN list.metrics IS NULL THEN (
        SELECT coalesce(jsonb_object_agg(name, figure), '{}')
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
