import { LRUCache } from 'lru-cache';
import { sizeOfProducts } from '../../domain/product-ids';
import { productsKey } from '../../storage/lake-keys';
import type { ParquetFile } from '../../storage/parquet';
import { loadCounts } from './load-counts';
import type { LoadedCounts, LoadingTasks } from './load-counts';
import type { LogCounts } from '../plan/counted-object';
import type { Shard } from '../plan/shards';
import { inputShards, nameInputs, sizeOfCounts } from './shared-counts';
import type { loadProducts, SharedProducts } from './shared-counts';
import type { TaskRunner } from '../counts/task-runner';

/** Memory for counts and products that are kept for the next date of the same inputs. */
const CACHE_BYTES = 192 * 1024 * 1024;
/** When no date has asked for anything for so long, nothing is kept. */
const IDLE_MS = 60_000;

/** The objects that a date counts, and their name. */
interface Inputs {
  readonly name: string;
  readonly objects: readonly LogCounts[];
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
  /** The fewest shards that these inputs may fit into. */
  #fewestShards = 1;
  /** No abort of a caller ends a load: other dates may wait for it too. */
  readonly #loading = new Map<string, Promise<object | null>>();
  readonly #kept = new LRUCache<string, object>({ maxSize: CACHE_BYTES });
  /** Runs since the last request. */
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
    objects: readonly LogCounts[],
    visit: (loaded: LoadedCounts, shard: number) => Promise<void>,
  ): Promise<void> {
    const inputs = { name: nameInputs(objects), objects };
    const whole = this.#fewest(inputs) === 1 ? await this.#counts(inputs, { shard: 0, shards: 1 }) : null;
    if (whole !== null) return visit(whole, 0);
    const turn = this.#turn.then(() => this.#visitShards(inputs, visit));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #visitShards(
    inputs: Inputs,
    visit: (loaded: LoadedCounts, shard: number) => Promise<void>,
  ): Promise<void> {
    let shards = Math.max(2, this.#fewest(inputs));
    while ((await this.#counts(inputs, { shard: 0, shards })) === null) shards *= 2;
    for (let shard = 0; shard < shards; shard++) {
      const loaded = await this.#counts(inputs, { shard, shards });
      if (loaded === null) throw new Error(`shard ${String(shard)} of ${String(shards)} is too large`);
      await visit(loaded, shard);
    }
  }

  /** Products that some worker has written to the lake. */
  async products(file: ParquetFile): Promise<SharedProducts> {
    this.#startIdleTime();
    const key = countsEntry(file.key);
    const counts = (this.#kept.peek(key) ?? (await this.#loading.get(key))) as
      LoadedCounts | null | undefined;
    if (counts !== undefined && counts !== null) return counts.counts.products;
    return this.#get(`products ${file.key}`, sizeOfProducts, () =>
      this.#tasks.run('loadProducts', { file, id: file.key }),
    );
  }

  #fewest({ name, objects }: Inputs): number {
    if (name !== this.#inputs) {
      this.#clear();
      this.#inputs = name;
      this.#fewestShards = inputShards(objects);
    }
    return this.#fewestShards;
  }

  /** The counts of a shard; null where the shards have to be smaller. */
  async #counts(inputs: Inputs, shard: Shard): Promise<LoadedCounts | null> {
    this.#fewest(inputs);
    const key = productsKey(inputs.name, shard.shard, shard.shards);
    const objects = inputs.objects.map(({ log, parts }) => ({ log, parts }));
    const loaded = await this.#get(
      countsEntry(key),
      ({ counts }: LoadedCounts) => sizeOfCounts(counts),
      () => loadCounts(this.#tasks, { objects, shard, productsKey: key }),
    );
    const isTooLarge = loaded === null && shard.shard === 0;
    if (isTooLarge && inputs.name === this.#inputs)
      this.#fewestShards = Math.max(this.#fewestShards, 2 * shard.shards);
    return loaded;
  }

  #get<Value extends object | null>(
    key: string,
    sizeOf: (value: NonNullable<Value>) => number,
    load: () => Promise<Value>,
  ): Promise<Value> {
    this.#startIdleTime();
    const kept = this.#kept.get(key) as Value | undefined;
    if (kept !== undefined) return Promise.resolve(kept);
    const known = this.#loading.get(key) as Promise<Value> | undefined;
    if (known !== undefined) return known;
    const loading = load();
    this.#loading.set(key, loading);
    const end = (loaded: Value | null) => {
      if (this.#loading.get(key) !== loading) return;
      this.#loading.delete(key);
      if (loaded === null) return;
      // The newest value is kept, however large: alone where it takes more than the limit.
      const size = Math.min(Math.max(sizeOf(loaded), 1), CACHE_BYTES);
      this.#kept.set(key, loaded, { size });
    };
    loading.then(end, () => {
      end(null);
    });
    return loading;
  }

  #clear(): void {
    this.#loading.clear();
    this.#kept.clear();
  }

  #startIdleTime(): void {
    this.#idle ??= setTimeout(() => {
      this.#clear();
    }, IDLE_MS).unref();
    // Begins anew also where it has run out.
    this.#idle.refresh();
  }
}

function countsEntry(key: string): string {
  return `counts ${key}`;
}
