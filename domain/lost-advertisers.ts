import type { CalendarDay } from './execution-date';

/** How many advertisers were active when the newest date was published. */
export interface NewestAdvertisers {
  readonly date: CalendarDay;
  readonly count: number;
}

/** The option of `run` and `backfill` that publishes in spite of it. */
export const ACCEPT_LOST_ADVERTISERS = '--accept-lost-advertisers';

/**
 * Describes the loss of an active list: all its advertisers, or more than may go between two publications. Undefined for any
 * other list. A first publication has no number to compare with, so that only an empty list is refused.
 *
 * @param minFraction `MIN_ADVERTISERS_FRACTION`: the share of the newest publication's advertisers that must be left, 0 to 1.
 */
export function describeLostAdvertisers(
  active: number,
  newest: NewestAdvertisers | undefined,
  minFraction: number,
): string | undefined {
  if (active === 0) {
    if (newest === undefined) return 'it lists no active advertiser';
    // After an empty list was accepted, another empty list is no loss.
    return newest.count === 0 ? undefined : `it lists no active advertiser, ${publicationOf(newest)}`;
  }
  if (newest === undefined || active >= minFraction * newest.count) return undefined;
  const listed = active === 1 ? '1 active advertiser' : `${String(active)} active advertisers`;
  return (
    `it lists ${listed}, ${publicationOf(newest)}, of which at least ` +
    `${String(Math.round(minFraction * 10_000) / 100)} % must be left (MIN_ADVERTISERS_FRACTION)`
  );
}

function publicationOf({ date, count }: NewestAdvertisers): string {
  return `the newest publication (${date}) had ${String(count)}`;
}
