import type { ProductIds } from '../../domain/product-ids';
import type { Lake } from '../../storage/lake';
import { readParquetStrings } from '../../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../../storage/parquet';

/** Returns the columns of a table of products: an advertiser's id is written once for all of its products. */
export function productColumns({ advertiserIds, productIds, firstProducts }: ProductIds): ParquetColumn[] {
  return [
    { name: 'advertiser_id', type: 'STRING', strings: advertiserIds, firstRows: firstProducts },
    { name: 'product_id', type: 'STRING', strings: productIds },
  ];
}

/** Reads a table of products; an advertiser whose products are not adjacent is there several times. */
export async function readProducts(lake: Lake, file: ParquetFile): Promise<ProductIds> {
  const columns = { advertiser_id: 'RUNS', product_id: 'ROWS' } as const;
  const { advertiser_id: advertisers, product_id: productIds } = await readParquetStrings(
    lake,
    file,
    columns,
  );
  return { advertiserIds: advertisers.strings, productIds, firstProducts: advertisers.firstRows };
}
