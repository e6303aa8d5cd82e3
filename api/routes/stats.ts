import { Router } from 'express';
import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema';
import { findStatistics } from '../../db/statistics';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';

/** `GET /stats`: number of advertisers, those whose lists change most, and how far the two models agree. */
export function statsRoute(db: Kysely<Database>): Router {
  const router = Router();
  router.get('/stats', async (_request, response) => {
    response.json(await findStatistics(db, MODELS, [topProducts, topCtr]));
  });
  return router;
}
