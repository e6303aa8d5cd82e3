import type { Kysely } from 'kysely';
import type { Database } from '../db/schema';
import type { Lake } from '../storage/lake';

/** What the activities work with. */
export interface ActivityDependencies {
  readonly lake: Lake;
  readonly db: Kysely<Database>;
  /** Share of malformed rows of a log above which a run fails. */
  readonly maxRejectedFraction: number;
}
