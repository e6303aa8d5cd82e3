import type { Client } from 'pg';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { withDatabase } from '../servers';
import type { Servers } from '../servers';
import { DATE, instantOfMark, PRODUCT_ID_SQL } from './marks';

const RUN_ID = '018d5c2f-7a10-7c3e-9b1d-3f0a5e6c7d81';
const LIST = 'generate_series(1, 20) AS rank';
/** Three digits each, so that all answers are of one size. */
const FIGURE = {
  views: `980 - 40 * rank + ascii(right(advertiser_id, 1)) % 10`,
  clicks: '121 - rank',
  impressions: '800',
};

/** A database with lists of one date. */
export interface ListsDatabase {
  readonly url: string;
  /** In the order of their lists. */
  readonly advertisers: readonly string[];
}

/** Creates a database with a list of both base models for each advertiser; its tables are vacuumed and analyzed. */
export async function createListsDatabase(servers: Servers, advertisers: number): Promise<ListsDatabase> {
  const url = await servers.createDatabase();
  return withDatabase(url, async (client) => {
    const { rows } = await client.query<{ advertiser_id: string }>(
      `INSERT INTO advertisers (advertiser_id)
       SELECT upper(left(md5(number::text), 20)) FROM generate_series(1, $1::integer) AS number
       RETURNING advertiser_id`,
      [advertisers],
    );
    const ids = rows.map(({ advertiser_id }) => advertiser_id);
    await client.query(
      `INSERT INTO runs (date, workflow_id, run_id, status, finished_at, published_at,
         rows_read, rows_kept, rows_rejected, rejects, quality, totals)
       VALUES ($1, $2, $3, 'published', $4, $4, 123456789, 102345678, 1234567, '{"invalid_date": 1234567}',
         '{"ctr_above_1": 0, "clicks_without_impression": 0, "advertisers_without_rows": 0}',
         '{"views": 12345678, "impressions": 23456789, "clicks": 345678}')`,
      [DATE, workflowIdOf(DATE), RUN_ID, instantOfMark(0)],
    );
    await client.query(
      `INSERT INTO publications (date, fence, published_fence, run_id, published_at)
       SELECT $1, token, token, $2, $3 FROM nextval('fence_tokens') AS token`,
      [DATE, RUN_ID, instantOfMark(0)],
    );
    await insertLists(client, ids, 0);
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
    return { url, advertisers: ids };
  });
}

/**
 * Publishes the date again as the product does: in one transaction under the date's lock, the lists of `advertisers` are
 * deleted and inserted with a new mark, the fence is raised, and readers are notified at COMMIT.
 */
export async function publishAgain(
  client: Client,
  advertisers: readonly string[],
  mark: number,
): Promise<void> {
  await client.query('BEGIN');
  await client.query('SELECT FROM publications WHERE date = $1 FOR UPDATE', [DATE]);
  for (const table of ['top_products_lists', 'top_ctr_lists']) {
    await client.query(`DELETE FROM ${table} WHERE date = $1 AND advertiser_id = ANY ($2)`, [
      DATE,
      advertisers,
    ]);
  }
  await insertLists(client, advertisers, mark);
  await client.query(
    `UPDATE publications SET fence = token, published_fence = token, published_at = $2
     FROM nextval('fence_tokens') AS token WHERE date = $1`,
    [DATE, instantOfMark(mark)],
  );
  await client.query("SELECT pg_notify('adtech_publications', $1)", [DATE]);
  await client.query('COMMIT');
}

async function insertLists(client: Client, advertisers: readonly string[], mark: number): Promise<void> {
  const array = (expression: string) => `ARRAY(SELECT ${expression} FROM ${LIST} ORDER BY rank)`;
  for (const { table, figures } of [
    { table: 'top_products_lists', figures: ['views'] as const },
    { table: 'top_ctr_lists', figures: ['clicks', 'impressions'] as const },
  ]) {
    await client.query(
      `INSERT INTO ${table} (date, advertiser_id, product_ids, ${figures.join(', ')})
       SELECT $1::date, advertiser_id, ${array(PRODUCT_ID_SQL)}, ${figures.map((name) => array(FIGURE[name])).join(', ')}
       FROM unnest($2::text[]) AS advertiser_id, CAST($3 AS integer) AS mark`,
      [DATE, advertisers, mark],
    );
  }
}
