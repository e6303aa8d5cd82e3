import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema';
import { findStatistics } from '../../db/statistics';
import { FIRST_DAY, lastDueDate } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { getStats } from '../contract/stats';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';

/** Figures over all advertisers; `now` tells which date is due. */
export function statsRoute({
  db,
  now,
}: {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
}): Implementation {
  return implement(getStats, async () => {
    const { date, ...figures } = await findStatistics(db, MODELS, [topProducts, topCtr]);
    return {
      value: { date, stale: date === null || date < lastDueDate(now()), ...figures },
      // It counts all published dates.
      dates: { from: FIRST_DAY },
    };
  });
}
