import { Router } from 'express';
import type { Kysely } from 'kysely';
import { findList } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { advertiserParameter, dateParameter, modelParameter } from '../parameters';
import { Problem } from '../problem';

/** `GET /recommendations/{advertiser}/{model}`: today's list, or that of `?date=`. */
export function recommendationsRoute(db: Kysely<Database>): Router {
  const router = Router();
  router.get('/recommendations/:advertiser/:model', async (request, response) => {
    const advertiser = advertiserParameter(request.params.advertiser);
    const model = modelParameter(request.params.model);
    const list = await findList(db, model, advertiser, dateParameter(request.query['date']));
    if (list === undefined) throw unknownAdvertiser(advertiser);
    response.json({
      advertiser,
      model: model.name,
      date: list.date,
      published_at: list.publishedAt,
      recommendations: list.entries,
    });
  });
  return router;
}

/** The answer for an advertiser that no published run has seen active. */
export function unknownAdvertiser(advertiser: string): Problem {
  return new Problem(
    404,
    'Unknown advertiser',
    `${JSON.stringify(advertiser)} has never been an active advertiser`,
  );
}
