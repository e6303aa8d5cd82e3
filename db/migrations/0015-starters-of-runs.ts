import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Lets a run hold what started it; null for existing runs, and for runs of the previous version. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE runs ADD COLUMN started_by text`.execute(db);
}
