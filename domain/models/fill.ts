import { topCtrSmoothed } from './top-ctr-smoothed';
import { topProducts } from './top-products';
import type { Model } from './model';

/** The models that fill short lists: the ones that list the most products of each log. */
const FALLBACKS: readonly Model[] = [topCtrSmoothed, topProducts];

/** The models that a short list of `model` is filled from, in their order: the one that reads the same log comes first. */
export function fallbacksOf(model: Model): readonly Model[] {
  const others = FALLBACKS.filter((one) => one !== model);
  const readsSame = (one: Model) => one.logs.some((log) => model.logs.includes(log));
  return [...others.filter(readsSame), ...others.filter((one) => !readsSame(one))];
}

/** A product of a filled list, with the figures of its source model. */
type Filled<Entry> = Entry & { readonly source_model: string };

/** Appends the missing products of the next lists to the first list, up to `limit` products; ranks continue. */
export function fillList<Entry extends { readonly rank: number; readonly product_id: string }>(
  lists: readonly { readonly model: string; readonly entries: readonly Entry[] }[],
  limit: number,
): Filled<Entry>[] {
  const listed = new Set<string>();
  const filled: Filled<Entry>[] = [];
  for (const { model, entries } of lists) {
    for (const entry of entries) {
      if (filled.length === limit) return filled;
      if (listed.has(entry.product_id)) continue;
      listed.add(entry.product_id);
      filled.push({ ...entry, rank: filled.length + 1, source_model: model });
    }
  }
  return filled;
}
