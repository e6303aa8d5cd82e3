import { LIST_LENGTH } from './model';

/**
 * The first `LIST_LENGTH` items in the order of `compare`, as sorting all of them would give, in one pass.
 *
 * @param compare as of `Array.sort`; tells any two items apart.
 */
export function best<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Item[] {
  const list: Item[] = [];
  for (const item of items) {
    let at = list.length;
    while (at > 0 && compare(item, list[at - 1] as Item) < 0) at--;
    if (at === LIST_LENGTH) continue;
    if (list.length === LIST_LENGTH) list.pop();
    list.splice(at, 0, item);
  }
  return list;
}
