import { LOG_COLUMNS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { Lake } from '../../storage/lake';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import type { Chances } from './chances';

/** The logs of a soak: those that lie there at its beginning, and objects with late rows, none of which is ever changed. */
export class SoakInputs {
  readonly #base: ReferenceLogs;
  readonly #late = new Map<string, { readonly log: EventLogName; readonly rows: string }>();
  readonly #advertisers: readonly string[];

  constructor(base: ReferenceLogs) {
    this.#base = base;
    this.#advertisers = base.advertiser_ids.trimEnd().split('\n').slice(1);
  }

  /** Objects with late rows. */
  get lateObjects(): number {
    return this.#late.size;
  }

  /** Writes an object with rows of a day: enough of them to change the lists of an advertiser. */
  async addLate(lake: Lake, day: string, { between, pick }: Chances): Promise<void> {
    const log: EventLogName = pick(['product_views', 'ads_views'] as const);
    const advertiser = pick(this.#advertisers);
    const number = this.#late.size + 1;
    const product = `late-${String(between(1, 40))}`;
    const line = (type: string) =>
      log === 'product_views'
        ? `${advertiser},${product},${day}\n`
        : `${advertiser},${product},${type},${day}\n`;
    const rows = line('impression').repeat(between(20, 200)) + line('click').repeat(5);
    const key = `input/${log}/late-${String(number)}.csv`;
    // From here on a run may read it.
    this.#late.set(key, { log, rows });
    await putObjects(lake, { [key]: `${LOG_COLUMNS[log].join(',')}\n${rows}` });
  }

  /** The logs as a run saw them that has read these objects; all of them by default. */
  logsOf(keys: readonly string[] = [...this.#late.keys()]): ReferenceLogs {
    const logs = { ...this.#base };
    for (const key of [...keys].sort()) {
      const late = this.#late.get(key);
      if (late !== undefined) logs[late.log] += late.rows;
    }
    return logs;
  }
}
