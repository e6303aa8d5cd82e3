import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../../db/schema';
import type { ReferenceCtr, ReferenceViews } from './reference';

/** The rows of the two contract tables for one date, in the order and shape of the reference. */
export async function publishedRows(
  db: Kysely<Database>,
  date: string,
): Promise<{ topProducts: ReferenceViews[]; topCtr: ReferenceCtr[] }> {
  const products = await db
    .selectFrom('top_products')
    .selectAll()
    .where('date', '=', date)
    .orderBy(sql`advertiser_id COLLATE "C"`)
    .orderBy('rank')
    .execute();
  const ctrs = await db
    .selectFrom('top_ctr_products')
    .selectAll()
    .where('date', '=', date)
    .orderBy(sql`advertiser_id COLLATE "C"`)
    .orderBy('rank')
    .execute();
  return {
    topProducts: products.map((row) => [row.advertiser_id, row.rank, row.product_id, row.views]),
    topCtr: ctrs.map((row) => [
      row.advertiser_id,
      row.rank,
      row.product_id,
      row.clicks,
      row.impressions,
      row.ctr,
    ]),
  };
}
