import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { LIST_SEPARATOR } from '../domain/models/model';
import type { NumberColumn } from '../domain/product-counts';
import type { ProductIds } from '../domain/product-ids';
import { bigintArray, integerArray, TextArrayWriter } from './binary-arrays';

const SEPARATOR = Buffer.from(LIST_SEPARATOR);

/** Lists as columns, one entry for each product: an advertiser's entries are adjacent, the best product first. */
export interface ListBatch {
  readonly ids: ProductIds;
  /** By entry: the product's ordinal in `ids`. */
  readonly product: Int32Array;
  /** By metric of the model, and by entry. */
  readonly metrics: Readonly<Record<string, NumberColumn>>;
}

/** By list: its advertiser and its first entry, then the end of the last list. @throws Error when an advertiser has two lists. */
export function listsOf({ ids: { firstProducts }, product }: ListBatch): {
  advertiser: Int32Array;
  firstEntry: Int32Array;
} {
  const advertiser: number[] = [];
  const firstEntry: number[] = [];
  let at = 0;
  for (let entry = 0; entry < product.length; entry++) {
    const number = product[entry] ?? 0;
    const first = firstProducts[at] ?? 0;
    if (entry > 0 && number >= first && number < (firstProducts[at + 1] ?? Infinity)) continue;
    if (entry > 0 && number < first)
      throw new Error('an advertiser has two lists, or lists are not in order');
    while (number >= (firstProducts[at + 1] ?? Infinity)) at++;
    advertiser.push(at);
    firstEntry.push(entry);
  }
  firstEntry.push(product.length);
  return { advertiser: Int32Array.from(advertiser), firstEntry: Int32Array.from(firstEntry) };
}

/** The ids of lists' advertisers, as one text[]. */
export function advertiserIdsOf({ advertiserIds }: ProductIds, advertiser: Int32Array): Buffer {
  const { bytes, offsets } = advertiserIds;
  const startOf = (at: number) => offsets[at] ?? 0;
  const size = advertiser.reduce((sum, at) => sum + startOf(at + 1) - startOf(at), 0);
  const writer = new TextArrayWriter(size, advertiser.length);
  for (const at of advertiser) {
    writer.begin(startOf(at + 1) - startOf(at));
    writer.append(bytes, startOf(at), startOf(at + 1));
  }
  return writer.array;
}

/** By list: the ids of its products, with `LIST_SEPARATOR` between them; as one text[]. */
export function productIdsOf(
  { productIds }: ProductIds,
  product: Int32Array,
  firstEntry: Int32Array,
): Buffer {
  const { bytes, offsets } = productIds;
  const startOf = (entry: number) => offsets[product[entry] ?? 0] ?? 0;
  const endOf = (entry: number) => offsets[(product[entry] ?? 0) + 1] ?? 0;
  const lengths = new Int32Array(firstEntry.length - 1);
  for (let list = 0; list < lengths.length; list++) {
    const [first = 0, end = 0] = [firstEntry[list], firstEntry[list + 1]];
    let length = end - first - 1;
    for (let entry = first; entry < end; entry++) length += endOf(entry) - startOf(entry);
    lengths[list] = length;
  }
  const writer = new TextArrayWriter(
    lengths.reduce((sum, length) => sum + length, 0),
    lengths.length,
  );
  lengths.forEach((length, list) => {
    const [first = 0, end = 0] = [firstEntry[list], firstEntry[list + 1]];
    writer.begin(length);
    for (let entry = first; entry < end; entry++) {
      if (entry > first) writer.append(SEPARATOR, 0, SEPARATOR.length);
      writer.append(bytes, startOf(entry), endOf(entry));
    }
  });
  return writer.array;
}

/** Figures of entries; where they are nullable, NaN is one that is not known. */
export interface FigureColumn {
  readonly figures: NumberColumn;
  readonly isNullable: boolean;
}

/** The figures of an entry side by side: `[entry * columns + column]`. @throws RangeError when one is missing, or no number. */
export function interleave(columns: readonly FigureColumn[], entries: number): Float64Array {
  const all = new Float64Array(columns.length * entries);
  columns.forEach(({ figures, isNullable }, c) => {
    for (let entry = 0; entry < entries; entry++) {
      const known = figures[entry];
      const figure = known ?? NaN;
      const isUnknown = isNullable && known !== undefined && Number.isNaN(known);
      if (!isUnknown && !Number.isFinite(figure))
        throw new RangeError(`a figure is no number: ${String(figure)}`);
      all[entry * columns.length + c] = figure;
    }
  });
  return all;
}

/** Counts as a column for integers, if it can hold all of them, or as they are. @throws RangeError when one is no exact integer. */
function narrowCounts(column: NumberColumn): NumberColumn {
  if (column instanceof Int32Array) return column;
  const wrong = column.find((count) => !Number.isSafeInteger(count));
  if (wrong !== undefined)
    throw new RangeError(`a figure is no integer: ${String(wrong)}; counts are whole, and 2^53 - 1 at most`);
  const narrow = Int32Array.from(column);
  return narrow.every((count, i) => count === column[i]) ? narrow : column;
}

/** Counts as an SQL array, and its column: the given name, or its wide (bigint) twin. */
export function countsInSql(
  name: string,
  counts: NumberColumn,
): { readonly column: RawBuilder<unknown>; readonly array: RawBuilder<unknown> } {
  const stored = narrowCounts(counts);
  return stored instanceof Int32Array
    ? { column: sql.ref(name), array: sql`${integerArray(stored)}::integer[]` }
    : { column: sql.ref(`wide_${name}`), array: sql`${bigintArray(stored)}::bigint[]` };
}
