import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** The tables of the base models, of all other models, of runs and of publications. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // COLLATE "C": ids are bytes, ordered and compared as such on every server.
  await sql`
    CREATE TABLE advertisers (
      advertiser_id text COLLATE "C" PRIMARY KEY,
      first_active date NOT NULL,
      last_active date NOT NULL
    )`.execute(db);

  // (date, advertiser_id) leads both keys: it is what the API asks for and what a publication replaces.
  await sql`
    CREATE TABLE top_products (
      advertiser_id text COLLATE "C" NOT NULL,
      product_id text COLLATE "C" NOT NULL,
      views integer NOT NULL,
      date date NOT NULL,
      rank smallint NOT NULL,
      PRIMARY KEY (date, advertiser_id, product_id)
    )`.execute(db);
  await sql`
    CREATE TABLE top_ctr_products (
      advertiser_id text COLLATE "C" NOT NULL,
      product_id text COLLATE "C" NOT NULL,
      clicks integer NOT NULL,
      impressions integer NOT NULL,
      ctr double precision NOT NULL,
      date date NOT NULL,
      rank smallint NOT NULL,
      PRIMARY KEY (date, advertiser_id, product_id)
    )`.execute(db);
  await sql`
    CREATE TABLE model_recommendations (
      model text COLLATE "C" NOT NULL,
      advertiser_id text COLLATE "C" NOT NULL,
      product_id text COLLATE "C" NOT NULL,
      metrics jsonb NOT NULL,
      date date NOT NULL,
      rank smallint NOT NULL,
      PRIMARY KEY (model, date, advertiser_id, product_id)
    )`.execute(db);

  await sql`
    CREATE TABLE runs (
      date date NOT NULL,
      workflow_id text NOT NULL,
      run_id text PRIMARY KEY,
      status text NOT NULL CHECK (status IN ('running', 'published', 'failed', 'cancelled', 'abandoned')),
      started_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      published_at timestamptz,
      rows_read bigint,
      rows_kept bigint,
      rows_rejected bigint,
      rejects jsonb,
      inputs jsonb,
      quality jsonb,
      failure jsonb,
      sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE
    )`.execute(db);
  await sql`CREATE INDEX runs_of_date ON runs (date, sequence DESC)`.execute(db);

  await sql`CREATE SEQUENCE fence_tokens`.execute(db);
  await sql`
    CREATE TABLE publications (
      date date PRIMARY KEY,
      fence bigint NOT NULL,
      published_fence bigint,
      run_id text REFERENCES runs,
      published_at timestamptz
    )`.execute(db);
}
