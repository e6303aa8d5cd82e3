import type { Settings } from '../../config/settings';
import type { CalendarDay } from '../../domain/execution-date';
import type { LoggedAdvertiser } from '../../research/backtest/logged-events';
import { TRUTH_KEY } from '../../storage/lake-keys';
import { findLogObjects } from '../../logs/list-inputs';
import { UsageError } from '../exit-codes';
import { lakeAt } from '../services';
import { idText } from '../terminal-text';
import type { LogPlace } from '../../research/backtest/read-events';
import type { Truth } from '../../research/backtest/read-truth';

/** Opens the logs of a lake, or log files in a plain folder. */
export async function openLogs(
  url: string,
  isPlain: boolean,
  settings: Settings,
  signal: AbortSignal,
): Promise<LogPlace> {
  const lake = await lakeAt(url, settings);
  if (!isPlain) return { lake, find: (log) => findLogObjects(lake, log, { signal }) };
  return {
    lake,
    find: async (log) => {
      const object = await lake.head(`${log}.csv`, { signal });
      if (object !== undefined) return [object];
      throw new UsageError(`${url}/${log}.csv: no such file; a folder of plain logs has all three`);
    },
  };
}

/** The advertisers with these ids, or all. @throws UsageError when one is not found. */
export function choose(
  all: readonly LoggedAdvertiser[],
  ids: readonly string[] | undefined,
): readonly LoggedAdvertiser[] {
  if (ids === undefined) return all;
  return ids.map((id) => {
    const advertiser = all.find(({ advertiserId }) => advertiserId === id);
    if (advertiser !== undefined) return advertiser;
    throw new UsageError(`--advertiser ${idText(id)}: no active advertiser of the logs with events`);
  });
}

/** Adds click probabilities to advertisers. @throws UsageError when these are for other products. */
export function withTruth(
  advertisers: readonly LoggedAdvertiser[],
  truth: Truth | undefined,
  url: string,
): readonly LoggedAdvertiser[] {
  if (truth === undefined) return advertisers;
  return advertisers.map((advertiser) => {
    const own = truth.get(advertiser.advertiserId);
    const unknown = advertiser.products.find(({ productId }) => own?.has(productId) !== true);
    if (own !== undefined && unknown === undefined) return { ...advertiser, truth: own };
    throw new UsageError(
      `${url}/${TRUTH_KEY} has no click probability of product "${unknown?.productId ?? ''}" of advertiser ` +
        `"${advertiser.advertiserId}": it is not the truth of these logs; remove it, or complete it`,
    );
  });
}

/** The days with an event, in order. */
export function daysOf(advertisers: readonly LoggedAdvertiser[]): CalendarDay[] {
  const days = new Set<CalendarDay>();
  for (const { products } of advertisers) {
    for (const product of products) for (const day of product.days.keys()) days.add(day);
  }
  return [...days].sort();
}
