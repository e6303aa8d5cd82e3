import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema';

/** What a search for advertisers found. */
export interface FoundAdvertisers {
  /** In the order of ids (bytes), at most as many as were asked for. */
  readonly ids: readonly string[];
  /** All that match. */
  readonly count: number;
}

/**
 * The advertisers whose id contains `text`, whatever its case; all of them for an empty text. Only ids in `among`,
 * where that is given.
 */
export async function searchAdvertisers(
  db: Kysely<Database>,
  text: string,
  { among, limit }: { readonly among: ReadonlySet<string> | undefined; readonly limit: number },
): Promise<FoundAdvertisers> {
  let query = db
    .selectFrom('advertisers')
    .select(['advertiser_id', sql<number>`count(*) OVER ()`.as('count')])
    .where(sql<boolean>`position(lower(${text}) IN lower(advertiser_id)) > 0`);
  if (among !== undefined) {
    query = query.where('advertiser_id', '=', sql<string>`ANY (${[...among]}::text[])`);
  }
  const rows = await query
    .orderBy(sql`advertiser_id COLLATE "C"`)
    .limit(limit)
    .execute();
  return { ids: rows.map(({ advertiser_id }) => advertiser_id), count: rows[0]?.count ?? 0 };
}
