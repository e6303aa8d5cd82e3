import type { NumberColumn } from '../domain/product-counts';

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** Element types by their OID in `pg_type`, and the bytes of an element for types of a fixed size. */
const TEXT = { oid: 25 };
const SMALLINT = { oid: 21, bytes: 2 };
const INTEGER = { oid: 23, bytes: 4 };
const BIGINT = { oid: 20, bytes: 8 };
const DOUBLE = { oid: 701, bytes: 8 };

/**
 * Texts as one value of type text[] in Postgres' binary format, which needs no escapes and no parsing. The driver sends it
 * unchanged; the statement must have the cast `::text[]`. The same applies to the other arrays here.
 *
 * @see https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/arrayfuncs.c array_recv
 */
export function textArray(texts: readonly string[]): Buffer {
  const writer = new TextArrayWriter(
    texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    texts.length,
  );
  for (const text of texts) writer.add(text);
  return writer.array;
}

/** Numbers as smallint[]. */
export function smallintArray(values: Int32Array): Buffer {
  return numberArray(SMALLINT, values, (array, value, at) => {
    array.setInt16(at, value);
  });
}

/** Numbers as integer[]. */
export function integerArray(values: Int32Array): Buffer {
  return numberArray(INTEGER, values, (array, value, at) => {
    array.setInt32(at, value);
  });
}

/** Numbers as bigint[]. @throws RangeError when one is no integer. */
export function bigintArray(values: NumberColumn): Buffer {
  return numberArray(BIGINT, values, (array, value, at) => {
    array.setBigInt64(at, BigInt(value));
  });
}

/** Numbers as double precision[]. */
export function doubleArray(values: Float64Array): Buffer {
  return numberArray(DOUBLE, values, (array, value, at) => {
    array.setFloat64(at, value);
  });
}

function numberArray(
  { oid, bytes }: typeof INTEGER,
  values: NumberColumn,
  write: (array: DataView, value: number, at: number) => void,
): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + values.length * (LENGTH_BYTES + bytes));
  const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
  let at = writeHeader(array, oid, values.length);
  for (const value of values) {
    view.setInt32(at, bytes);
    write(view, value, at + LENGTH_BYTES);
    at += LENGTH_BYTES + bytes;
  }
  return array;
}

/** Writes a text[] of a known length. */
export class TextArrayWriter {
  readonly array: Buffer;
  #at: number;

  /** @param bytes of all texts, as UTF-8. */
  constructor(bytes: number, texts: number) {
    this.array = Buffer.allocUnsafe(HEADER_BYTES + texts * LENGTH_BYTES + bytes);
    this.#at = writeHeader(this.array, TEXT.oid, texts);
  }

  /** Adds a text. */
  add(text: string): void {
    const length = this.array.write(text, this.#at + LENGTH_BYTES);
    this.array.writeInt32BE(length, this.#at);
    this.#at += LENGTH_BYTES + length;
  }

  /** Begins a text of this number of bytes, which the next calls append. */
  begin(bytes: number): void {
    this.#at = this.array.writeInt32BE(bytes, this.#at);
  }

  /** Appends the bytes from `start` up to `end`. */
  append(utf8: Uint8Array, start: number, end: number): void {
    const { array } = this;
    let at = this.#at;
    // Ids are short: for each of them a call would take longer than copying its bytes here.
    for (let from = start; from < end; from++) array[at++] = utf8[from] ?? 0;
    this.#at = at;
  }
}

/** The header: number of dimensions, no nulls, element type; then the length of the dimension and the index of its first element. */
function writeHeader(array: Buffer, oid: number, length: number): number {
  let at = 0;
  for (const field of [1, 0, oid, length, 1]) at = array.writeInt32BE(field, at);
  return at;
}
