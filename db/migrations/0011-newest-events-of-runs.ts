import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Lets a run hold the newest day with events of each log; null for existing runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE runs ADD COLUMN newest_events jsonb`.execute(db);
}
