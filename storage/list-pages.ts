import { compareUtf8 } from '../domain/utf8-order';
import type { ListedObject } from './lake';

/** Ranges of keys in which what does not fit into one page is listed side by side. */
const RANGES = 8;

/** Which keys a request lists. */
export interface PageRequest {
  readonly prefix: string;
  /** Only keys after this one, in the byte order of keys. */
  readonly after?: string | undefined;
  /** Where the page before has ended; then `after` goes without saying. */
  readonly token?: string | undefined;
  /** Whether keys below a further `/` are told by their folder alone. */
  readonly byFolder?: boolean;
}

/** What a request has listed. */
export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** Up to and with the `/`. */
  readonly folders: readonly string[];
  /** The last key, and the server's token for those that follow, if there are more. */
  readonly next: { readonly key: string; readonly token: string } | undefined;
}

/** Keys after one, up to and with another. */
interface KeyRange {
  readonly after: string | undefined;
  readonly upTo: string | undefined;
}

/**
 * Lists all objects with a prefix, in the byte order of keys. What does not fit into a page is listed in ranges side by
 * side, whose borders are names of folders.
 *
 * @param getPage sends a request.
 */
export function listPages(
  prefix: string,
  getPage: (request: PageRequest) => Promise<ListPage>,
): AsyncGenerator<ListedObject> {
  return listRange({ after: undefined, upTo: undefined });

  async function* listRange({ after, upTo }: KeyRange): AsyncGenerator<ListedObject> {
    const isWithin = ({ key }: ListedObject) => upTo === undefined || compareUtf8(key, upTo) <= 0;
    let page = await getPage({ prefix, after });
    const last = lastBefore(page, upTo);
    const borders = last === undefined ? [] : await findBorders({ after: last, upTo });
    while (borders.length === 0 && lastBefore(page, upTo) !== undefined) {
      yield* page.objects;
      page = await getPage({ prefix, after, token: page.next?.token });
    }
    yield* page.objects.filter(isWithin);
    if (borders.length === 0) return;
    const ranges = [last, ...borders].map((from, i) => ({ after: from, upTo: borders[i] ?? upTo }));
    const lists = ranges.map((range) => collect(listRange(range)));
    // One that fails while an earlier one is waited for must not end the process.
    for (const list of lists) list.catch(() => undefined);
    for (const list of lists) yield* await list;
  }

  /** Names of folders within a range, a few at about equal distances. */
  async function findBorders({ after = '', upTo }: KeyRange): Promise<string[]> {
    for (const folder of foldersOf(prefix, after, upTo)) {
      const { folders } = await getPage({ prefix: folder, after, byFolder: true });
      const inside = folders.filter(
        (one) => compareUtf8(one, after) > 0 && (upTo === undefined || compareUtf8(one, upTo) < 0),
      );
      if (inside.length > 0) return spread(inside);
    }
    return [];
  }
}

/** The last key of a page, if there are more within the range. */
function lastBefore({ next }: ListPage, upTo: string | undefined): string | undefined {
  return next !== undefined && (upTo === undefined || compareUtf8(next.key, upTo) < 0) ? next.key : undefined;
}

/** The folders in which a key lies, the outermost first, as far as a range from the key on may leave them. */
function foldersOf(prefix: string, key: string, upTo: string | undefined): string[] {
  const folders = [prefix];
  for (let at = key.indexOf('/', prefix.length); at !== -1; at = key.indexOf('/', at + 1))
    folders.push(key.slice(0, at + 1));
  return folders.filter((_, i) => {
    const inner = folders[i + 1];
    return upTo === undefined || inner === undefined || !upTo.startsWith(inner);
  });
}

function spread(names: readonly string[]): string[] {
  const count = Math.min(names.length, RANGES - 1);
  return Array.from(
    { length: count },
    (_, i) => names[Math.floor(((i + 1) * names.length) / (count + 1))] ?? '',
  );
}

async function collect(list: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const one of list) objects.push(one);
  return objects;
}
