import { addDays } from '../../domain/execution-date';
import { COUNTER_WORDS, LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { nameProduct } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';

/** Says what the sum of a log's counter is of, for the error that tells that it is too large. */
export function nameSum(
  { log, products }: { readonly log: EventLogName; readonly products: ProductIds },
  counter: number,
  product: number,
  when: string,
): string {
  const { advertiserId, productId } = nameProduct(products, product);
  const counts = COUNTER_WORDS[LOG_COUNTERS[log][counter] ?? LOG_COUNTERS[log][0]];
  return `the ${counts} of product ${JSON.stringify(productId)} of advertiser ${JSON.stringify(advertiserId)} ${when}`;
}

/** The same for the sum of one day, in days since 1970-01-01. */
export function nameSumOfDay(
  of: Parameters<typeof nameSum>[0],
  counter: number,
  product: number,
  day: number,
): string {
  return nameSum(of, counter, product, `on ${addDays('1970-01-01', day)}`);
}
