import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

/**
 * Allows counts up to 2^53 - 1. Counts above 2^31 - 1 have separate bigint columns beside the integer columns: no existing
 * row is rewritten, a list without such counts takes no more space, and the version before can still write. The views
 * have one bigint column for both.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addWideArrays(db, 'top_products_lists', 'product_ids', ['views']);
  await addWideArrays(db, 'top_ctr_lists', 'product_ids', ['clicks', 'impressions']);
  await sql`
    ALTER TABLE top_ctr_lists ADD CONSTRAINT some_wide_impressions CHECK (0 < ALL (wide_impressions)) NOT VALID`.execute(
    db,
  );
  await addWideArrays(db, 'advertiser_evaluations', 'products', ['listed_clicks', 'listed_impressions']);
  await sql`
    ALTER TABLE advertiser_evaluations
      ALTER COLUMN clicks DROP NOT NULL, ADD COLUMN wide_clicks bigint,
      ALTER COLUMN impressions DROP NOT NULL, ADD COLUMN wide_impressions bigint,
      ADD CONSTRAINT one_clicks CHECK (num_nonnulls(clicks, wide_clicks) = 1) NOT VALID,
      ADD CONSTRAINT one_impressions CHECK (num_nonnulls(impressions, wide_impressions) = 1) NOT VALID`.execute(
    db,
  );

  await replaceView(
    db,
    'top_products',
    sql`
      SELECT advertiser_id, product_id, coalesce(entry.views, entry.wide_views) AS views, date, rank::smallint
      FROM top_products_lists AS list
      CROSS JOIN unnest(product_ids, list.views, list.wide_views)
        WITH ORDINALITY AS entry (product_id, views, wide_views, rank)`,
  );
  // The division of two integers as doubles, rounded once: what the model computes in JavaScript.
  await replaceView(
    db,
    'top_ctr_products',
    sql`
      SELECT advertiser_id, product_id, counts.clicks, counts.impressions,
        counts.clicks::double precision / counts.impressions AS ctr, date, rank::smallint
      FROM top_ctr_lists AS list
      CROSS JOIN unnest(product_ids, list.clicks, list.wide_clicks, list.impressions, list.wide_impressions)
        WITH ORDINALITY AS entry (product_id, clicks, wide_clicks, impressions, wide_impressions, rank)
      CROSS JOIN LATERAL (SELECT
        coalesce(entry.clicks, entry.wide_clicks) AS clicks,
        coalesce(entry.impressions, entry.wide_impressions) AS impressions
      ) AS counts`,
  );
  await replaceView(
    db,
    'list_evaluations',
    sql`
      SELECT day.date, advertiser.advertiser_id, list.model, list.products, counts.clicks, counts.impressions,
        counts.listed_clicks, counts.listed_impressions,
        counts.listed_clicks / counts.clicks::double precision AS click_share,
        CASE WHEN counts.listed_clicks > 0 THEN 1 ELSE 0 END::double precision AS hit_rate,
        list.clicked_products / 20::double precision AS precision_at_20,
        list.ndcg_at_20,
        CASE WHEN counts.listed_impressions > 0 AND counts.impressions > 0 THEN
          (counts.listed_clicks * counts.impressions::double precision)
          / (counts.listed_impressions * counts.clicks::double precision)
        END AS lift
      FROM evaluations AS day
      JOIN advertiser_evaluations AS advertiser USING (date)
      CROSS JOIN LATERAL unnest(day.models, advertiser.products, advertiser.clicked_products,
        advertiser.listed_clicks, advertiser.wide_listed_clicks,
        advertiser.listed_impressions, advertiser.wide_listed_impressions, advertiser.ndcg_at_20)
        AS list (model, products, clicked_products, listed_clicks, wide_listed_clicks, listed_impressions,
          wide_listed_impressions, ndcg_at_20)
      CROSS JOIN LATERAL (SELECT
        coalesce(advertiser.clicks, advertiser.wide_clicks) AS clicks,
        coalesce(advertiser.impressions, advertiser.wide_impressions) AS impressions,
        coalesce(list.listed_clicks, list.wide_listed_clicks) AS listed_clicks,
        coalesce(list.listed_impressions, list.wide_listed_impressions) AS listed_impressions
      ) AS counts`,
  );
}

/** A row has each array once, narrow or wide; NOT VALID, because existing rows have narrow arrays, which are already checked. */
async function addWideArrays(
  db: Kysely<unknown>,
  table: string,
  entries: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const [narrow, wide] = [sql.ref(name), sql.ref(`wide_${name}`)];
    await sql`
      ALTER TABLE ${sql.table(table)}
        ALTER COLUMN ${narrow} DROP NOT NULL,
        ADD COLUMN ${wide} bigint[],
        ADD CONSTRAINT ${sql.ref(`one_${name}`)} CHECK (num_nonnulls(${narrow}, ${wide}) = 1) NOT VALID,
        ADD CONSTRAINT ${sql.ref(`wide_${name}_of_each`)} CHECK (
          cardinality(${wide}) = cardinality(${sql.ref(entries)}) AND array_position(${wide}, NULL) IS NULL) NOT VALID`.execute(
      db,
    );
    // As for the other arrays: no query searches for an element.
    await sql`ALTER TABLE ${sql.table(table)} ALTER COLUMN ${wide} SET STATISTICS 0`.execute(db);
  }
}

/**
 * Replaces a view by one whose columns have other types, and keeps the rights granted on it. If another view, created by
 * another user, reads the view, Postgres refuses to drop it.
 */
async function replaceView(db: Kysely<unknown>, name: string, query: RawBuilder<unknown>): Promise<void> {
  const { rows: grants } = await sql<{ statement: string }>`
    SELECT format('GRANT %s ON %I TO %s%s', privilege_type, ${name}::text,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
      CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
    FROM pg_class CROSS JOIN aclexplode(relacl)
    WHERE pg_class.oid = ${name}::regclass AND grantee <> relowner`.execute(db);
  await sql`DROP VIEW ${sql.table(name)}`.execute(db).catch((error: unknown) => {
    throw explainDependents(error, name);
  });
  await sql`CREATE VIEW ${sql.table(name)} AS ${query}`.execute(db);
  for (const { statement } of grants) await sql.raw(statement).execute(db);
}

/** "other objects depend on it" */
const DEPENDENT_OBJECTS = '2BP01';

function explainDependents(error: unknown, view: string): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === DEPENDENT_OBJECTS)) return error;
  const detail = 'detail' in error ? String(error.detail) : error.message;
  return new Error(
    `the columns of ${view} become bigint, and something made by others reads it: ${detail.replaceAll('\n', '; ')}. ` +
      'Drop that, run `npx adtech migrate` again, and make it anew',
    { cause: error },
  );
}
