import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the API with lists. */
export interface SeenList {
  readonly advertiser: string;
  readonly date: string;
  readonly runId: string;
  readonly entries: readonly (readonly [rank: number, product: string, views: number])[];
}

/** What callers of the API got to see. */
export class ApiLoad {
  /** Answers by their status; `broken` are connections that ended without one. */
  readonly statuses = new Map<number | 'broken', number>();
  /** Every list of every publication that was seen, once. */
  readonly seen = new Map<string, SeenList>();
  /** What must not be: mixtures, errors. */
  readonly faults: string[] = [];
  #stopped = false;
  readonly #callers: Promise<void>[];

  /** @param paths makes the next path of a caller. */
  constructor(port: number, callers: number, nextPath: () => string) {
    this.#callers = Array.from({ length: callers }, async () => {
      while (!this.#stopped) {
        await this.#ask(`http://127.0.0.1:${String(port)}${nextPath()}`);
        await sleep(20);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#callers);
  }

  async #ask(url: string): Promise<void> {
    let status: number | 'broken' = 'broken';
    try {
      const response = await fetch(url);
      status = response.status;
      const body: unknown = await response.json();
      if (status === 200) this.#remember(url, body as ListBody);
      else if (status !== 503 && status !== 404) this.#fault(`${String(status)} to ${url}`);
    } catch (error) {
      this.#fault(`no answer to ${url}: ${String(error)}`);
    }
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  #remember(url: string, { advertiser, date, run_id, recommendations }: ListBody): void {
    // A date without a publication.
    if (date === null || run_id === null) return;
    const list: SeenList = {
      advertiser,
      date,
      runId: run_id,
      entries: recommendations.map(({ rank, product_id, views }) => [rank, product_id, views]),
    };
    const key = `${run_id} ${advertiser}`;
    const before = this.seen.get(key);
    if (before === undefined) this.seen.set(key, list);
    else if (JSON.stringify(before) !== JSON.stringify(list))
      this.#fault(`two answers of one publication: ${url}`);
  }

  #fault(what: string): void {
    if (this.faults.length < 20) this.faults.push(what);
  }
}

interface ListBody {
  readonly advertiser: string;
  readonly date: string | null;
  readonly run_id: string | null;
  readonly recommendations: readonly {
    readonly rank: number;
    readonly product_id: string;
    readonly views: number;
  }[];
}
