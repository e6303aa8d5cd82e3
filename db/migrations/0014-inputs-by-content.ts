import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Lets runs refer to the objects they have read, if these are many, by chunks that runs share. Existing runs keep theirs in
 * `inputs`, as do runs of the previous version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE input_chunks (
      id uuid PRIMARY KEY,
      objects integer NOT NULL,
      inputs jsonb NOT NULL
    )`.execute(db);
  await sql`
    ALTER TABLE runs
      ADD COLUMN input_chunks uuid[],
      ADD COLUMN input_objects integer,
      ADD COLUMN input_bytes bigint`.execute(db);
  await sql`
    CREATE VIEW run_inputs AS
    SELECT runs.run_id, runs.date, input.key, input.etag, input.size_bytes, input.first_day, input.last_day,
      input.source, input.zone_data
    FROM runs
    CROSS JOIN LATERAL (
      SELECT runs.inputs WHERE runs.inputs IS NOT NULL
      UNION ALL
      SELECT chunk.inputs FROM input_chunks AS chunk WHERE chunk.id = ANY (runs.input_chunks)
    ) AS part
    CROSS JOIN LATERAL jsonb_to_recordset(part.inputs) AS input (
      key text, etag text, size_bytes bigint, first_day date, last_day date, source text, zone_data text
    )`.execute(db);
}
