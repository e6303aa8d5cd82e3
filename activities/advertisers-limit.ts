import type { Kysely } from 'kysely';
import { findNewestAdvertisers } from '../db/runs';
import type { Database } from '../db/schema';
import { ACCEPT_LOST_ADVERTISERS, describeLostAdvertisers } from '../domain/lost-advertisers';
import type { CalendarDay } from '../domain/execution-date';
import type { ActiveAdvertisers } from './active-advertisers';
import { AdvertisersLostError } from './failures';

/**
 * Refuses an active list that is empty, or has fewer than `minFraction` (0 to 1) of the advertisers in the newest
 * publication: an incomplete export would empty the lists of every advertiser that it lacks.
 *
 * @throws AdvertisersLostError
 */
export async function assertAdvertisersKept(
  db: Kysely<Database>,
  date: CalendarDay,
  { ids, objects }: Pick<ActiveAdvertisers, 'ids' | 'objects'>,
  minFraction: number,
): Promise<void> {
  const lost = describeLostAdvertisers(ids.size, await findNewestAdvertisers(db), minFraction);
  if (lost === undefined) return;
  const more = objects.length > 1 ? ` and ${String(objects.length - 1)} more` : '';
  throw new AdvertisersLostError(
    `${objects[0]?.object.key ?? 'advertiser_ids'}${more} has lost its advertisers: ${lost}. ` +
      'Readers keep the lists that they have. Upload the whole list again; ' +
      `if the list is right as it is: \`npx adtech run ${date} ${ACCEPT_LOST_ADVERTISERS}\``,
  );
}
