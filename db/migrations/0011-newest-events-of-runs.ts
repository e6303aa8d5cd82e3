import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Lets a run hold up to which day each log had events; not known of the runs that are there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE runs ADD COLUMN newest_events jsonb`.execute(db);
}
