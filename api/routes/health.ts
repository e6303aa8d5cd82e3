import { Router } from 'express';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../db/schema';

/** `GET /health/live`: the process answers. `GET /health/ready`: it also reaches its migrated database, or 503. */
export function healthRoutes(db: Kysely<Database>): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    await sql`SELECT FROM publications LIMIT 0`.execute(db);
    response.json({ status: 'ready' });
  });
  return router;
}
