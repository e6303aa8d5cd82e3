import type { IgnoredRow } from '../../logs/sources/row-types';
import type { IgnoredCounts } from '../../domain/ignored-counts';

/** Counts the rows whose type is ignored, by that type. */
export class IgnoredRows {
  readonly #counts = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** By type, in the byte order of types. */
  get counts(): IgnoredCounts {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  add({ ignored }: IgnoredRow, rows = 1): void {
    this.#count += rows;
    this.#counts.set(ignored, (this.#counts.get(ignored) ?? 0) + rows);
  }
}
