import fc from 'fast-check';
import { compareUtf8 } from '../../domain/utf8-order';
import { listPages } from '../../storage/list-pages';
import type { ListPage, PageRequest } from '../../storage/list-pages';

const PAGE_KEYS = 5;

/** A server that lists these keys as S3 does; tells what it was asked, and how many requests it had at the same time. */
function serverOf(keys: readonly string[]) {
  const inOrder = [...keys].sort(compareUtf8);
  const asked = { requests: 0, atOnce: 0, most: 0 };
  const getPage = async ({ prefix, after, token, byFolder }: PageRequest): Promise<ListPage> => {
    asked.requests += 1;
    asked.most = Math.max(asked.most, ++asked.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    asked.atOnce -= 1;
    const start = token ?? after;
    const found = inOrder.filter(
      (key) => key.startsWith(prefix) && (start === undefined || compareUtf8(key, start) > 0),
    );
    const folderOf = (key: string) => {
      const end = key.indexOf('/', prefix.length);
      return byFolder === true && end !== -1 ? key.slice(0, end + 1) : undefined;
    };
    const page = byFolder === true ? found : found.slice(0, PAGE_KEYS);
    const last = page.at(-1);
    return {
      objects: page
        .filter((key) => folderOf(key) === undefined)
        .map((key) => ({ key, sizeBytes: 1, etag: 'e' })),
      folders: [...new Set(page.flatMap((key) => folderOf(key) ?? []))],
      next: found.length > page.length && last !== undefined ? { key: last, token: last } : undefined,
    };
  };
  return { getPage, asked };
}

async function listed(prefix: string, { getPage }: ReturnType<typeof serverOf>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listPages(prefix, getPage)) keys.push(key);
  return keys;
}

const part = fc.constantFrom('a', 'b', 'a-', 'a.', 'é', 'dt=1', 'dt=2', '_x', '\u{1f600}', '\uffff');
const key = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

// Breaks: a border that belongs to no range, or to two; keys compared by UTF-16; a folder whose marker is left out.
it('lists each key with the prefix once, in the byte order of keys', async () => {
  const keys = fc.uniqueArray(
    fc.tuple(key, fc.boolean()).map(([one, marks]) => (marks ? `${one}/` : one)),
    {
      maxLength: 60,
    },
  );
  await fc.assert(
    fc.asyncProperty(keys, fc.constantFrom('', 'a', 'a/', 'dt=1/'), async (all, prefix) => {
      const expected = all.filter((one) => one.startsWith(prefix)).sort(compareUtf8);
      expect(await listed(prefix, serverOf(all))).toEqual(expected);
    }),
  );
});

it('lists many folders side by side, with few requests more than there are pages', async () => {
  const keys = Array.from({ length: 400 }, (_, i) => `input/log/day=${String(100 + (i % 40))}/${String(i)}`);
  const server = serverOf(keys);
  expect(await listed('input/', server)).toHaveLength(keys.length);
  expect(server.asked.most).toBeGreaterThanOrEqual(8);
  expect(server.asked.requests).toBeLessThan(3 * (keys.length / PAGE_KEYS));
});

it('asks once for what fits into a page', async () => {
  const server = serverOf(['input/a', 'input/b/c']);
  expect(await listed('input/', server)).toEqual(['input/a', 'input/b/c']);
  expect(server.asked.requests).toBe(1);
});
