import { productsKey } from '../../storage/lake-keys';
import type { ParquetFile } from '../../storage/parquet';
import { loadCounts } from './load-counts';
import type { LoadedCounts, LoadingTasks } from './load-counts';
import type { ObjectCounts } from '../plan/counted-object';
import type { Shard } from '../plan/shards';
import { inputShards, nameInputs, sizeOfCounts, sizeOfProducts } from './shared-counts';
import type { loadProducts, SharedProducts } from './shared-counts';
import type { TaskRunner } from '../counts/task-runner';

/** Memory for counts and products that are kept for the next date of the same inputs. */
const CACHE_BYTES = 192 * 1024 * 1024;
/** When no date has asked for anything for so long, nothing is kept. */
const IDLE_MS = 60_000;

interface Entry {
  readonly value: Promise<unknown>;
  /** Known once it is loaded. */
  bytes: number;
}

/** The tasks that load counts and products. */
export interface CacheTasks extends LoadingTasks {
  readonly loadProducts: typeof loadProducts;
}

/**
 * Keeps in memory the counts that many dates share: dates that run side by side load them once. Counts of other inputs
 * replace them: after a log has changed, its old counts are not needed again.
 */
export class CountsCache {
  readonly #tasks: TaskRunner<CacheTasks>;
  /** The name of the inputs whose counts were used last. */
  #inputs = '';
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Runs since something was asked for last. */
  #idle: NodeJS.Timeout | undefined;
  /** Ends when the last date has ended that works through more than one shard. */
  #turn: Promise<void> = Promise.resolve();

  constructor(tasks: TaskRunner<CacheTasks>) {
    this.#tasks = tasks;
  }

  /**
   * Calls `visit` with each shard of the counts of these objects, one after the other. Where there are several, dates
   * take turns, so that all of them work on the same one.
   */
  async eachShard(
    objects: readonly ObjectCounts[],
    visit: (loaded: LoadedCounts, shard: number) => Promise<void>,
  ): Promise<void> {
    const fewest = inputShards(objects);
    const whole = fewest === 1 ? await this.#counts(objects, { shard: 0, shards: 1 }) : null;
    if (whole !== null) return visit(whole, 0);
    const turn = this.#turn.then(() => this.#visitShards(objects, Math.max(2, fewest), visit));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #visitShards(
    objects: readonly ObjectCounts[],
    fewest: number,
    visit: (loaded: LoadedCounts, shard: number) => Promise<void>,
  ): Promise<void> {
    let shards = fewest;
    while ((await this.#counts(objects, { shard: 0, shards })) === null) shards *= 2;
    for (let shard = 0; shard < shards; shard++) {
      const loaded = await this.#counts(objects, { shard, shards });
      if (loaded === null) throw new Error(`shard ${String(shard)} of ${String(shards)} is too large`);
      await visit(loaded, shard);
    }
  }

  /** Products that some worker has written down. */
  async products(file: ParquetFile): Promise<SharedProducts> {
    this.#startIdleTime();
    const loaded = (await this.#entries.get(countsEntry(file.key))?.value) as LoadedCounts | null | undefined;
    if (loaded !== undefined && loaded !== null) return loaded.counts.products;
    return this.#get(`products ${file.key}`, sizeOfProducts, () =>
      this.#tasks.run('loadProducts', { file, id: file.key }),
    );
  }

  #counts(objects: readonly ObjectCounts[], shard: Shard): Promise<LoadedCounts | null> {
    const name = nameInputs(objects);
    if (name !== this.#inputs) this.#entries.clear();
    this.#inputs = name;
    const key = productsKey(name, shard.shard, shard.shards);
    const inputs = objects.map(({ log, parts }) => ({ log, parts }));
    return this.#get(
      countsEntry(key),
      (loaded) => (loaded === null ? 0 : sizeOfCounts(loaded.counts)),
      () => loadCounts(this.#tasks, { objects: inputs, shard, productsKey: key }),
    );
  }

  /** Loads on behalf of everybody: no caller's abort ends it. */
  #get<Value>(key: string, sizeOf: (value: Value) => number, load: () => Promise<Value>): Promise<Value> {
    this.#startIdleTime();
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value as Promise<Value>;
    }
    const value = load();
    const entry: Entry = { value, bytes: 0 };
    this.#entries.set(key, entry);
    value.then(
      (loaded) => {
        entry.bytes = sizeOf(loaded);
        this.#shrink(entry);
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return value;
  }

  #startIdleTime(): void {
    this.#idle ??= setTimeout(() => {
      this.#entries.clear();
    }, IDLE_MS).unref();
    // Begins anew also where it has run out.
    this.#idle.refresh();
  }

  #shrink(newest: Entry): void {
    let total = [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, entry] of this.#entries) {
      if (total <= CACHE_BYTES) return;
      if (entry === newest || entry.bytes === 0) continue;
      this.#entries.delete(key);
      total -= entry.bytes;
    }
  }
}

function countsEntry(key: string): string {
  return `counts ${key}`;
}
