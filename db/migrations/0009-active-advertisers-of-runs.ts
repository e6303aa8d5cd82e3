import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Lets a run hold how many advertisers were active, and whether it was started to publish in spite of lost ones. Both stay
 * null for existing runs, and for runs of the previous version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE runs
      ADD COLUMN active_advertisers integer,
      ADD COLUMN accepts_lost_advertisers boolean`.execute(db);
}
