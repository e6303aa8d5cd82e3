import { Router } from 'express';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../db/schema';
import { Problem } from '../problem';

/** `GET /health/live`: the process answers. `GET /health/ready`: it also reaches its migrated database, or 503. */
export function healthRoutes(db: Kysely<Database>): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (request, response) => {
    try {
      await sql`SELECT FROM publications LIMIT 0`.execute(db);
    } catch (error) {
      request.log.warn({ err: error }, 'not ready');
      throw new Problem(503, 'Not ready', 'the database is away, refuses this service or is not migrated');
    }
    response.json({ status: 'ready' });
  });
  return router;
}
