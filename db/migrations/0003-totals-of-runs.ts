import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Lets a run hold the totals of its date; they stay null for existing runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE runs ADD COLUMN totals jsonb`.execute(db);
}
