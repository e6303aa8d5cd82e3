import type { Kysely } from 'kysely';
import { findHistory } from '../../db/recommendations';
import type { History } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { addDays, FIRST_DAY } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { getHistory } from '../contract/history';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';
import { unknownAdvertiser } from './recommendations';

/** The lists of the last days, with each product's way up or down. */
export function historyRoute(db: Kysely<Database>): Implementation {
  return implement(getHistory, async ({ params: { advertiser }, query: { days, models: names } }) => {
    const models = MODELS.filter(({ name }) => names?.includes(name) ?? true);
    // One day more: the first one's ranks are held against it.
    const found = await findHistory(db, models, advertiser, days + 1);
    if (found === undefined) throw unknownAdvertiser(advertiser);
    const { newestDate, lists } = found;
    const firstDay = newestDate === null ? FIRST_DAY : addDays(newestDate, 1 - days);
    const history = Object.fromEntries(
      Object.entries(lists).map(([slug, entries]) => [slug, withRankChanges(entries, firstDay)]),
    );
    return {
      value: { advertiser, history: history },
      dates: { from: newestDate === null ? firstDay : addDays(firstDay, -1) },
    };
  });
}

function withRankChanges(entries: History[string], firstDay: string) {
  const ranks = new Map(entries.map(({ date, product_id, rank }) => [`${date} ${product_id}`, rank]));
  return entries
    .filter(({ date }) => date >= firstDay)
    .map((entry) => {
      const previous = ranks.get(`${addDays(entry.date, -1)} ${entry.product_id}`);
      return {
        ...entry,
        previous_rank: previous ?? null,
        rank_change: previous === undefined ? null : previous - entry.rank,
      };
    });
}
