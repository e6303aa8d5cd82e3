import { Kysely, PostgresDialect } from 'kysely';
import type { CompiledQuery } from 'kysely';
import { Pool } from 'pg';
import type { Database } from '../../../db/schema';

/** Runs `work`, and then its statements again, one after the other: returns how Postgres has executed each. */
export async function plansOf(
  databaseUrl: string,
  work: (db: Kysely<Database>) => Promise<unknown>,
): Promise<string[]> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  const statements: CompiledQuery[] = [];
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => {
      statements.push(query);
    },
  });
  try {
    await work(db);
    const plans: string[] = [];
    for (const { sql, parameters } of statements) {
      const explain = `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ${sql}`;
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(explain, [...parameters]);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  } finally {
    await db.destroy();
  }
}
