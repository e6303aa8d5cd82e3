import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema';

/** Runs `read` in one snapshot, so that all its statements see the same publications. */
export async function inSnapshot<Result>(
  db: Kysely<Database>,
  read: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
