import type { CountRows } from './count-rows';

/** Below this share of all products, those of a day are sorted rather than looked for. */
const SPARSE_SHARE = 1 / 16;

interface Input extends CountRows {
  /** First row of the day that is merged next. */
  next: number;
}

/** Adds the counts of several tables up, row by row of the same day and product; memory grows with the rows added. */
export class RowMerger {
  readonly #counters: number;
  readonly #inputs: Input[] = [];

  /** @param counters how many counters a row has. */
  constructor(counters: number) {
    this.#counters = counters;
  }

  /** Takes rows in the order of days; `numbers` are their products' common numbers, -1 for those left out. */
  add(rows: CountRows, numbers: Int32Array): void {
    const kept = rows.product.reduce((sum, product) => sum + (numbers[product] === -1 ? 0 : 1), 0);
    const input = { ...createRows(kept, this.#counters, (length) => new Int32Array(length)), next: 0 };
    let row = 0;
    for (let i = 0; i < rows.product.length; i++) {
      const number = numbers[rows.product[i] ?? 0] ?? -1;
      if (number === -1) continue;
      input.day[row] = rows.day[i] ?? 0;
      input.product[row] = number;
      for (let c = 0; c < this.#counters; c++)
        (input.counters[c] ?? input.day)[row] = rows.counters[c]?.[i] ?? 0;
      row++;
    }
    this.#inputs.push(input);
  }

  /**
   * The sums, products at the positions of their numbers.
   * @param allocate makes the arrays of the result.
   */
  merge(
    positions: Int32Array,
    allocate: (length: number) => Int32Array = (length) => new Int32Array(length),
  ): CountRows {
    const capacity = this.#inputs.reduce((sum, { day }) => sum + day.length, 0);
    const merged = createRows(capacity, this.#counters, (length) => new Int32Array(length));
    const sums = Array.from({ length: this.#counters }, () => new Int32Array(positions.length));
    const touched = new Int32Array(positions.length);
    const seen = new Uint8Array(positions.length);
    let row = 0;
    for (let day = this.#nextDay(); day !== undefined; day = this.#nextDay()) {
      let count = 0;
      for (const input of this.#inputs) {
        for (; input.day[input.next] === day; input.next++) {
          const position = positions[input.product[input.next] ?? 0] ?? 0;
          if (seen[position] === 0) {
            seen[position] = 1;
            touched[count++] = position;
          }
          for (let c = 0; c < this.#counters; c++) {
            const sum = sums[c] ?? touched;
            sum[position] = (sum[position] ?? 0) + (input.counters[c]?.[input.next] ?? 0);
          }
        }
      }
      for (const position of inOrder(touched.subarray(0, count), seen)) {
        merged.day[row] = day;
        merged.product[row] = position;
        for (let c = 0; c < this.#counters; c++) {
          const sum = sums[c] ?? touched;
          (merged.counters[c] ?? touched)[row] = sum[position] ?? 0;
          sum[position] = 0;
        }
        seen[position] = 0;
        row++;
      }
    }
    const cut = (column: Int32Array) => {
      const copy = allocate(row);
      copy.set(column.subarray(0, row));
      return copy;
    };
    return { day: cut(merged.day), product: cut(merged.product), counters: merged.counters.map(cut) };
  }

  #nextDay(): number | undefined {
    let earliest: number | undefined;
    for (const { day, next } of this.#inputs) {
      const candidate = day[next];
      if (candidate !== undefined && (earliest === undefined || candidate < earliest)) earliest = candidate;
    }
    return earliest;
  }
}

/** The positions that were seen, ascending. */
function inOrder(touched: Int32Array, seen: Uint8Array): Int32Array {
  if (touched.length < seen.length * SPARSE_SHARE) return touched.sort();
  let count = 0;
  for (let position = 0; position < seen.length; position++) {
    if (seen[position] === 1) touched[count++] = position;
  }
  return touched;
}

function createRows(length: number, counters: number, allocate: (length: number) => Int32Array): CountRows {
  return {
    day: allocate(length),
    product: allocate(length),
    counters: Array.from({ length: counters }, () => allocate(length)),
  };
}
