import type { CalendarDay } from '../../domain/execution-date';
import { COUNTERS, LOG_COUNTERS, noEvents } from '../../domain/logs';
import type { Counter, EventLogName } from '../../domain/logs';
import type { EventRow } from '../../logs/sources/row-types';
import type { ProductCounts } from '../../domain/product-counts';

/** The events of a product on one day. */
type DayCounts = Record<Counter, number>;

/** A product in the logs. */
export interface LoggedProduct {
  readonly productId: string;
  readonly days: ReadonlyMap<CalendarDay, Readonly<DayCounts>>;
}

/** An advertiser in the logs. */
export interface LoggedAdvertiser {
  readonly advertiserId: string;
  readonly products: readonly LoggedProduct[];
  /** The click probability of each product, if known. */
  readonly truth?: ReadonlyMap<string, number>;
}

/** Collects the events of logs by advertiser, product and day. */
export class LoggedEvents {
  readonly #advertisers = new Map<string, Map<string, Map<CalendarDay, DayCounts>>>();

  /** Counts the events of a row. */
  add(log: EventLogName, { advertiserId, productId, day, counts }: EventRow): void {
    const products = found(
      this.#advertisers,
      advertiserId,
      () => new Map<string, Map<CalendarDay, DayCounts>>(),
    );
    const days = found(products, productId, () => new Map<CalendarDay, DayCounts>());
    const sums = found(days, day, noEvents);
    LOG_COUNTERS[log].forEach((counter, i) => (sums[counter] += counts[i] ?? 0));
  }

  /** Every advertiser with an event. */
  advertisers(): LoggedAdvertiser[] {
    return [...this.#advertisers].map(([advertiserId, products]) => ({
      advertiserId,
      products: [...products].map(([productId, days]) => ({ productId, days })),
    }));
  }
}

/** The events of each product on days that `isOf` accepts. */
export function countsOf(
  { products }: LoggedAdvertiser,
  isOf: (day: CalendarDay) => boolean,
): ProductCounts[] {
  return products.map(({ productId, days }) => {
    const sum = noEvents();
    for (const [day, counts] of days) {
      if (!isOf(day)) continue;
      for (const counter of COUNTERS) sum[counter] += counts[counter];
    }
    return { productId, ...sum };
  });
}

function found<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
