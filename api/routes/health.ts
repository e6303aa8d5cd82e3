import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../db/schema';
import { getLive, getReady } from '../contract/health';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';
import { Problem } from '../problem';

/** Whether the process answers, and whether it also reaches its migrated database. */
export function healthRoutes({
  db,
  log,
}: {
  readonly db: Kysely<Database>;
  readonly log: Logger;
}): Implementation[] {
  return [
    implement(getLive, () => Promise.resolve({ value: { status: 'live' as const } })),
    implement(getReady, async () => {
      try {
        await sql`SELECT FROM publications LIMIT 0`.execute(db);
      } catch (error) {
        log.warn({ err: error }, 'not ready');
        throw new Problem('notReady', 'the database is away, refuses this service or is not migrated');
      }
      return { value: { status: 'ready' as const } };
    }),
  ];
}
