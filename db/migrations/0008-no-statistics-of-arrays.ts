import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const ARRAYS = {
  top_products_lists: ['product_ids', 'views'],
  top_ctr_lists: ['product_ids', 'clicks', 'impressions'],
  model_lists: ['product_ids', 'metric_names', 'figures'],
  advertiser_evaluations: [
    'products',
    'clicked_products',
    'listed_clicks',
    'listed_impressions',
    'ndcg_at_20',
  ],
} as const;

/**
 * Postgres no longer collects the frequent elements of the arrays of lists: no query searches for an element, and this was most
 * of the time of ANALYZE, which autovacuum repeats as dates are published.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, columns] of Object.entries(ARRAYS)) {
    const changes = columns.map((column) => sql`ALTER COLUMN ${sql.ref(column)} SET STATISTICS 0`);
    await sql`ALTER TABLE ${sql.table(table)} ${sql.join(changes)}`.execute(db);
  }
}
