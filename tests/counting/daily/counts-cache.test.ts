import { CountsCache } from '../../../counting/daily/counts-cache';
import type { CacheTasks } from '../../../counting/daily/counts-cache';
import type { LoadedCounts } from '../../../counting/daily/load-counts';
import type { ObjectCounts } from '../../../counting/plan/counted-object';
import type { IndexedProducts, SharedCountsInput } from '../../../counting/daily/shared-counts';
import { NO_STRINGS } from '../../../domain/string-column';
import type { TaskRunner } from '../../../counting/counts/task-runner';

/*
 * Must fail when each date loads for itself, when a failure is remembered, when the most recently used entry is dropped
 * first, when memory is kept for inputs that are no longer asked for, or when dates work on different shards at a time.
 */

const MB = 1024 * 1024;

/** An object whose counts are told apart by its name. */
function objectOf(name: string, rows = 10): ObjectCounts {
  const file = { key: name, etag: 'e', rows };
  const part = { shard: 0, shards: 1, products: file, counts: file, events: rows, firstDay: 1, lastDay: 2 };
  return {
    log: 'ads_views',
    object: { key: `input/${name}.csv`, sizeBytes: 1, etag: 'e' },
    records: rows,
    accepted: rows,
    rejected: 0,
    rejects: {},
    firstLines: {},
    rejectedRows: null,
    firstDay: '1970-01-02',
    lastDay: '1970-01-03',
    parts: [part],
  };
}

/** Rows that two shards hold. */
const LARGE = 12_000_001;
const MINUTE = 60_000;

const NO_ROWS = { day: new Int32Array(), product: new Int32Array(), counters: [new Int32Array()] };

/** Bytes of the offsets of two columns without strings. */
const OFFSETS_BYTES = 8;

/** What the first task of a load brings; only its size matters here. */
function indexedOf(key: string, sizeBytes: number): IndexedProducts {
  return {
    file: { key, etag: 'e', rows: 1 },
    parts: [],
    products: {
      id: key,
      advertiserIds: NO_STRINGS,
      productIds: NO_STRINGS,
      firstProducts: { byteLength: sizeBytes - OFFSETS_BYTES } as Int32Array,
    },
  };
}

interface Load {
  readonly name: string;
  readonly shard: string;
  readonly finish: (answer: IndexedProducts | null) => void;
  readonly fail: (error: Error) => void;
}

/** Tasks that end when the test says so, or at once with what `answer` gives. */
class FakeTasks implements TaskRunner<CacheTasks> {
  readonly loads: Load[] = [];
  readonly products: string[] = [];
  /** Of a file with products, by its key. */
  readonly productBytes: Record<string, number> = {};
  answer: ((input: SharedCountsInput) => IndexedProducts | null) | undefined = ({ productsKey }) =>
    indexedOf(productsKey, MB);

  run(task: string, input: unknown): Promise<never> {
    if (task === 'loadRows') return Promise.resolve(NO_ROWS) as Promise<never>;
    if (task === 'loadProducts') {
      const { id } = input as { id: string };
      this.products.push(id);
      return Promise.resolve(indexedOf(id, this.productBytes[id] ?? MB).products) as Promise<never>;
    }
    expect(task).toBe('indexProducts');
    const wanted = input as SharedCountsInput;
    const { shard, shards } = wanted.shard;
    return new Promise<IndexedProducts | null>((resolve, reject) => {
      this.loads.push({
        name: wanted.objects.flatMap(({ parts }) => parts.map(({ counts }) => counts.key)).join('+'),
        shard: `${String(shard)}/${String(shards)}`,
        finish: resolve,
        fail: reject,
      });
      if (this.answer !== undefined) resolve(this.answer(wanted));
    }) as Promise<never>;
  }

  /** What was loaded so far. */
  get loaded(): string[] {
    return this.loads.map(({ name, shard }) => `${name} ${shard}`);
  }
}

let tasks: FakeTasks;
let cache: CountsCache;

beforeEach(() => {
  tasks = new FakeTasks();
  cache = new CountsCache(tasks);
});

/** Goes through the counts of these objects as a date does; tells what it was given. */
async function visit(...objects: ObjectCounts[]): Promise<LoadedCounts[]> {
  const seen: LoadedCounts[] = [];
  await cache.eachShard(objects, (loaded, shard) => {
    expect(shard).toBe(seen.length);
    seen.push(loaded);
    return Promise.resolve();
  });
  return seen;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the counts of a set of inputs', () => {
  it('are loaded once for dates that ask at the same time', async () => {
    tasks.answer = undefined;
    const dates = [visit(objectOf('a')), visit(objectOf('a')), visit(objectOf('a'))];
    await settled();
    expect(tasks.loaded).toEqual(['a 0/1']);
    const indexed = indexedOf('k', MB);
    tasks.loads[0]!.finish(indexed);
    const [[loaded] = [], ...others] = await Promise.all(dates);
    expect(loaded).toEqual({
      products: indexed.file,
      counts: { products: indexed.products, rows: { product_views: NO_ROWS, ads_views: NO_ROWS } },
    });
    expect(others).toHaveLength(2);
    for (const seen of others) {
      expect(seen).toHaveLength(1);
      expect(seen[0]).toBe(loaded);
    }
  });

  it('are loaded once for dates that come later, in whatever order their objects are', async () => {
    const [first] = await visit(objectOf('a'), objectOf('b'));
    const [second] = await visit(objectOf('b'), objectOf('a'));
    expect(second).toBe(first);
    expect(tasks.loaded).toEqual(['a+b 0/1']);
  });

  it('are others when there is one object more', async () => {
    await visit(objectOf('a'));
    await visit(objectOf('a'), objectOf('b'));
    expect(tasks.loaded).toEqual(['a 0/1', 'a+b 0/1']);
  });

  it('are loaded again when that failed, though all who waited fail', async () => {
    tasks.answer = undefined;
    const dates = [visit(objectOf('a')), visit(objectOf('a'))];
    await settled();
    tasks.loads[0]!.fail(new Error('no memory'));
    for (const date of dates) await expect(date).rejects.toThrow('no memory');
    tasks.answer = ({ productsKey }) => indexedOf(productsKey, MB);
    expect(await visit(objectOf('a'))).toHaveLength(1);
    expect(tasks.loaded).toEqual(['a 0/1', 'a 0/1']);
  });
});

describe('memory', () => {
  const sized = (...shards: number[]) => {
    tasks.answer = ({ shard, productsKey }) => indexedOf(productsKey, shards[shard.shard] ?? 0);
  };
  const products = (key: string, bytes: number) => {
    tasks.productBytes[key] = bytes;
    return cache.products({ key, etag: 'e', rows: 1 });
  };

  it('is taken from what was used least recently, by its bytes', async () => {
    sized(80 * MB);
    await visit(objectOf('a'));
    await products('p', 80 * MB);
    await visit(objectOf('a'));
    await products('q', 80 * MB);
    await visit(objectOf('a'));
    await products('q', 80 * MB);
    expect(tasks.loaded).toEqual(['a 0/1']);
    expect(tasks.products).toEqual(['p', 'q']);
    await products('p', 80 * MB);
    expect(tasks.products).toEqual(['p', 'q', 'p']);
  });

  it.each([
    [192 * MB, 2],
    [192 * MB + 1, 4],
  ])('holds 192 MB, and not a byte more: for shards of %d bytes, two dates load %d', async (bytes, loads) => {
    sized(96 * MB, bytes - 96 * MB);
    for (let date = 0; date < 2; date++) await visit(objectOf('a', LARGE));
    expect(tasks.loaded).toHaveLength(loads);
  });

  it('keeps the newest, however large it is', async () => {
    await products('p', 10 * MB);
    sized(300 * MB);
    for (let date = 0; date < 2; date++) await visit(objectOf('a'));
    expect(tasks.loaded).toHaveLength(1);
    await products('p', 10 * MB);
    expect(tasks.products).toEqual(['p', 'p']);
    await visit(objectOf('a'));
    expect(tasks.loaded).toHaveLength(2);
  });

  it('is never taken from what is still being loaded', async () => {
    tasks.answer = undefined;
    const slow = visit(objectOf('slow'));
    await settled();
    for (const key of ['p', 'q']) await products(key, 150 * MB);
    const other = visit(objectOf('slow'));
    tasks.loads[0]!.finish(indexedOf('slow', MB));
    expect(await slow).toEqual(await other);
    expect(tasks.loaded).toEqual(['slow 0/1']);
  });

  it('goes to the counts of other inputs once these are asked for', async () => {
    for (const name of ['before', 'after', 'after', 'before']) await visit(objectOf(name));
    expect(tasks.loaded).toEqual(['before 0/1', 'after 0/1', 'before 0/1']);
  });

  it('is kept by a load that is newer than one that fails', async () => {
    tasks.answer = undefined;
    const failing = visit(objectOf('a'));
    await settled();
    tasks.answer = ({ productsKey }) => indexedOf(productsKey, MB);
    for (const name of ['b', 'a']) await visit(objectOf(name));
    tasks.loads[0]!.fail(new Error('no memory'));
    await expect(failing).rejects.toThrow('no memory');
    await visit(objectOf('a'));
    expect(tasks.loaded).toEqual(['a 0/1', 'b 0/1', 'a 0/1']);
  });

  describe('as time goes by', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
    afterEach(() => jest.useRealTimers());

    it('is let go of a minute after it was asked for last', async () => {
      const [loaded] = await visit(objectOf('a'));
      jest.advanceTimersByTime(MINUTE - 1);
      await cache.products(loaded!.products);
      jest.advanceTimersByTime(MINUTE - 1);
      await visit(objectOf('a'));
      expect(tasks.loaded).toEqual(['a 0/1']);
      jest.advanceTimersByTime(MINUTE);
      await visit(objectOf('a'));
      expect(tasks.loaded).toEqual(['a 0/1', 'a 0/1']);
    });

    it('is let go of again after it has been loaded again', async () => {
      for (let day = 0; day < 3; day++) {
        await visit(objectOf('a'));
        jest.advanceTimersByTime(MINUTE);
      }
      expect(tasks.loaded).toHaveLength(3);
    });
  });
});

describe('inputs of several shards', () => {
  it('are visited shard by shard', async () => {
    expect(await visit(objectOf('a', LARGE))).toHaveLength(2);
    expect(tasks.loaded).toEqual(['a 0/2', 'a 1/2']);
  });

  it('are visited by one date after the other, each to its end', async () => {
    const log: string[] = [];
    const date = (name: string) =>
      cache.eachShard([objectOf('a', LARGE)], async (_, shard) => {
        log.push(`${name} begins ${String(shard)}`);
        await settled();
        log.push(`${name} ends ${String(shard)}`);
      });
    await Promise.all([date('first'), date('second')]);
    expect(log).toEqual(
      ['first', 'second'].flatMap((name) =>
        [0, 1].flatMap((shard) => [`${name} begins ${String(shard)}`, `${name} ends ${String(shard)}`]),
      ),
    );
    expect(tasks.loaded).toEqual(['a 0/2', 'a 1/2']);
  });

  it('are visited by the next date though the one before failed', async () => {
    const failing = cache.eachShard([objectOf('a', LARGE)], () => Promise.reject(new Error('stopped')));
    const next = visit(objectOf('a', LARGE));
    await expect(failing).rejects.toThrow('stopped');
    expect(await next).toHaveLength(2);
  });

  it('do not keep dates of one shard waiting', async () => {
    let finish: () => void = () => undefined;
    const large = cache.eachShard([objectOf('a', LARGE)], () => new Promise((resolve) => (finish = resolve)));
    await settled();
    expect(await visit(objectOf('b'))).toHaveLength(1);
    for (let shard = 0; shard < 2; shard++) {
      finish();
      await settled();
    }
    await large;
  });
});

describe('inputs with too many products', () => {
  const fitsIn = (fewest: number) => {
    tasks.answer = ({ productsKey, shard }) => (shard.shards < fewest ? null : indexedOf(productsKey, MB));
  };

  it('are visited in as many shards as they need', async () => {
    fitsIn(4);
    expect(await visit(objectOf('a'))).toHaveLength(4);
    expect(tasks.loaded).toEqual(['a 0/1', 'a 0/2', 'a 0/4', 'a 1/4', 'a 2/4', 'a 3/4']);
  });

  it('are known by the next date', async () => {
    fitsIn(2);
    await visit(objectOf('a'));
    expect(await visit(objectOf('a'))).toHaveLength(2);
    expect(tasks.loaded).toEqual(['a 0/1', 'a 0/2', 'a 1/2']);
  });

  it('fail rather than lose a shard', async () => {
    tasks.answer = ({ productsKey, shard }) =>
      shard.shards === 1 || shard.shard === 1 ? null : indexedOf(productsKey, MB);
    await expect(visit(objectOf('a'))).rejects.toThrow('shard 1 of 2 is too large');
  });
});

describe('products', () => {
  it('are the products of the counts, where these are in memory', async () => {
    const [loaded] = await visit(objectOf('a'));
    expect(await cache.products(loaded!.products)).toBe(loaded!.counts.products);
    expect(tasks.products).toEqual([]);
  });

  it('are loaded once where another worker has written them', async () => {
    const file = { key: 'products.parquet', etag: 'e', rows: 1 };
    const [first, second] = await Promise.all([cache.products(file), cache.products(file)]);
    expect(second).toBe(first);
    expect(await cache.products(file)).toBe(first);
    expect(tasks.products).toEqual(['products.parquet']);
  });
});
