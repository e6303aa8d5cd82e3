import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Lets a run hold its ignored rows by type, and the descriptions by which its objects were read. Both are null for existing
 * runs, and for runs of the previous version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE runs
      ADD COLUMN ignored jsonb,
      ADD COLUMN sources jsonb`.execute(db);
}
