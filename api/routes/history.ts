import { Router } from 'express';
import type { Kysely } from 'kysely';
import { findHistory } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { MODELS } from '../../domain/models';
import { advertiserParameter } from '../parameters';
import { unknownAdvertiser } from './recommendations';

/** The newest published date and the six before it. */
const HISTORY_DAYS = 7;

/** `GET /history/{advertiser}`: the lists of the last 7 days, by model, newest day first. */
export function historyRoute(db: Kysely<Database>): Router {
  const router = Router();
  router.get('/history/:advertiser', async (request, response) => {
    const advertiser = advertiserParameter(request.params.advertiser);
    const history = await findHistory(db, MODELS, advertiser, HISTORY_DAYS);
    if (history === undefined) throw unknownAdvertiser(advertiser);
    response.json({ advertiser, history });
  });
  return router;
}
