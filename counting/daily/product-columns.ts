import type { NumberColumn } from '../../domain/product-counts';
import type { Lake } from '../../storage/lake';
import { readParquetColumns, writeParquet } from '../../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../../storage/parquet';

/** Figures by product; 0 for those that have none. */
export type ProductColumn = { readonly name: string } & (
  | { readonly type: 'INTEGER'; readonly data: NumberColumn }
  | { readonly type: 'DOUBLE'; readonly data: Float64Array }
);

/**
 * Writes figures with the numbers of their products in a column `product`: a row for each product, or, where no more than half of
 * them have any figure, for these only.
 */
export function writeProductColumns(
  lake: Lake,
  key: string,
  columns: readonly ProductColumn[],
): Promise<ParquetFile> {
  const product = productsToWrite(columns);
  const isAll = product.length === columns[0]?.data.length;
  return writeParquet(lake, key, [
    { name: 'product', type: 'INT32', data: product },
    ...(isAll
      ? columns
      : columns.map(({ data, ...column }) => ({ ...column, data: pick(data, product) }) as ParquetColumn)),
  ]);
}

function productsToWrite(columns: readonly ProductColumn[]): Int32Array {
  const products = columns[0]?.data.length ?? 0;
  const hasAny = new Uint8Array(products);
  for (const { data } of columns) mark(data, hasAny);
  const places = new Int32Array(products);
  let kept = 0;
  for (let product = 0; product < products; product++) if (hasAny[product] === 1) places[kept++] = product;
  return kept * 2 <= products ? places.subarray(0, kept) : places.map((_, product) => product);
}

function mark(data: NumberColumn, hasAny: Uint8Array): void {
  for (let product = 0; product < data.length; product++) if (data[product] !== 0) hasAny[product] = 1;
}

/** What each type of figure is read as. */
interface ReadColumns {
  readonly INTEGER: NumberColumn;
  readonly DOUBLE: Float64Array;
}

/** Reads what `writeProductColumns` wrote of as many products: by column, and by product. */
export async function readProductColumns<Columns extends Readonly<Record<string, keyof ReadColumns>>>(
  lake: Lake,
  file: ParquetFile,
  products: number,
  columns: Columns,
): Promise<{ [Name in keyof Columns]: ReadColumns[Columns[Name]] }> {
  if (file.rows === products) return readParquetColumns(lake, file, columns);
  const types: Readonly<Record<string, keyof ReadColumns>> = columns;
  const { product: places, ...figures } = await readParquetColumns(lake, file, {
    ...types,
    product: 'INT32' as const,
  });
  const read: Readonly<Record<string, NumberColumn>> = figures;
  const spread = Object.keys(types).map((name) => {
    const isWide = read[name] instanceof Float64Array;
    const column = isWide ? new Float64Array(products) : new Int32Array(products);
    for (let row = 0; row < places.length; row++) column[places[row] ?? 0] = read[name]?.[row] ?? 0;
    return [name, column] as const;
  });
  return Object.fromEntries(spread) as { [Name in keyof Columns]: ReadColumns[Columns[Name]] };
}

/** The values of a column at these places. */
export function pick<Column extends NumberColumn>(column: Column, places: Int32Array): Column {
  const picked = column.slice(0, places.length) as Column;
  for (let i = 0; i < places.length; i++) picked[i] = column[places[i] ?? 0] ?? 0;
  return picked;
}
