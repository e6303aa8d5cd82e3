/** What each type of column is read as. */
export interface ReadColumns {
  STRING: string[];
  INT32: Int32Array;
  DATE: Int32Array;
  /** By the type that the file has: INT32 or INT64. */
  INTEGER: Int32Array | Float64Array;
  DOUBLE: Float64Array;
}

/** An INT64 as a number. @throws RangeError above 2^53 - 1, from where on numbers are not exact. */
export function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${String(value)} is above 2^53 - 1`);
  return number;
}

/** Puts a column together from what is read of it one after the other; nothing of that is kept beside the column. */
export class ColumnReader {
  readonly #type: keyof ReadColumns;
  readonly #rows: number;
  #column: ReadColumns[keyof ReadColumns];
  #length = 0;

  /** @param rows how many there should be; what is more is not kept. */
  constructor(type: keyof ReadColumns, rows: number) {
    this.#type = type;
    this.#rows = rows;
    this.#column = type === 'STRING' ? [] : type === 'DOUBLE' ? new Float64Array() : new Int32Array();
  }

  get column(): ReadColumns[keyof ReadColumns] {
    return this.#column;
  }

  /** Rows read. */
  get length(): number {
    return this.#length;
  }

  add(values: ArrayLike<unknown>): void {
    const start = this.#length;
    this.#length += values.length;
    if (Array.isArray(this.#column)) {
      this.#column = start === 0 ? (values as string[]) : this.#column.concat(values as string[]);
      return;
    }
    const isLong = values instanceof BigInt64Array;
    if (isLong && this.#type !== 'INTEGER') throw new TypeError(`an INT64 where ${this.#type} is expected`);
    if (start === 0) {
      const NumberArray = isLong || this.#type === 'DOUBLE' ? Float64Array : Int32Array;
      const isWhole = values.length === this.#rows && values instanceof NumberArray;
      this.#column = isWhole ? values : new NumberArray(this.#rows);
      if (isWhole) return;
    }
    if (this.#length > this.#rows) return;
    if (isLong) for (let i = 0; i < values.length; i++) this.#column[start + i] = safeNumber(values[i] ?? 0n);
    else this.#column.set(values as ArrayLike<number>, start);
  }
}
