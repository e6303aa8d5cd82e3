import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema';

/** The result of a search for advertisers. */
interface FoundAdvertisers {
  /** Sorted by id (in byte order), at most the requested number. */
  readonly ids: readonly string[];
  /** Number of all matches. */
  readonly count: number;
}

/**
 * The advertisers whose id contains `text`, ignoring case; all advertisers for an empty text. Only ids in `among`, if
 * given.
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
