import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Adds evaluations of the lists of a date on the next day. Already published dates have none until they run again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The files with the day's own counts; null for existing runs.
  await sql`ALTER TABLE runs ADD COLUMN day_counts jsonb`.execute(db);
  await sql`
    CREATE TABLE evaluations (
      date date PRIMARY KEY,
      run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
      lists_date date NOT NULL,
      lists_run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
      advertisers integer NOT NULL,
      evaluated_at timestamptz NOT NULL,
      -- Grows with every evaluation, of whatever date.
      token bigint NOT NULL
    )`.execute(db);
  await sql`
    CREATE TABLE list_evaluations (
      date date NOT NULL REFERENCES evaluations ON DELETE CASCADE,
      advertiser_id text COLLATE "C" NOT NULL,
      model text COLLATE "C" NOT NULL,
      products smallint NOT NULL,
      clicks integer NOT NULL,
      impressions integer NOT NULL,
      listed_clicks integer NOT NULL,
      listed_impressions integer NOT NULL,
      click_share double precision NOT NULL,
      hit_rate double precision NOT NULL,
      precision_at_20 double precision NOT NULL,
      ndcg_at_20 double precision NOT NULL,
      lift double precision,
      PRIMARY KEY (date, advertiser_id, model)
    )`.execute(db);
  await sql`
    CREATE TABLE model_evaluations (
      date date NOT NULL REFERENCES evaluations ON DELETE CASCADE,
      model text COLLATE "C" NOT NULL,
      figure text COLLATE "C" NOT NULL,
      mean double precision NOT NULL,
      low double precision NOT NULL,
      high double precision NOT NULL,
      advertisers integer NOT NULL,
      PRIMARY KEY (date, model, figure)
    )`.execute(db);
}
