import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Compression, readParquet, writeParquet, WriterPropertiesBuilder, WriterVersion } from 'parquet-wasm';

/** How Arrow's writer lays a file out. */
export interface ParquetShape {
  readonly codec: keyof typeof Compression;
  readonly isVersion2: boolean;
  readonly groupRows: number;
  readonly pageBytes: number;
  readonly hasDictionary: boolean;
  /** A dictionary that would be larger ends, and the rest of the row group is plain. */
  readonly dictionaryBytes: number;
}

/** Files with many pages and row groups, in every codec. */
export const anyParquetShape: fc.Arbitrary<ParquetShape> = fc.record({
  codec: fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'),
  isVersion2: fc.boolean(),
  groupRows: fc.constantFrom(1, 7, 40, 100_000),
  pageBytes: fc.constantFrom(1, 100, 1_000_000),
  hasDictionary: fc.boolean(),
  dictionaryBytes: fc.constantFrom(10, 60, 1_000_000),
});

type Element = Omit<NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number], 'name'>;

/** The values of a column, null where there is none; they are texts where it has no element. */
export interface WrittenColumn {
  readonly element?: Element;
  readonly data: readonly unknown[];
}

/** Writes columns, by their names, as a Parquet file of Arrow's writer. */
export function writeParquetColumns(
  columns: Readonly<Record<string, WrittenColumn>>,
  shape: ParquetShape,
): Uint8Array {
  const named = Object.entries(columns);
  const plain = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: named.length },
      ...named.map(([name, { element }]) => ({
        type: 'BYTE_ARRAY' as const,
        repetition_type: 'OPTIONAL' as const,
        ...element,
        name,
      })),
    ],
    columnData: named.map(([name, { data }]) => ({
      name,
      data: data.map((value) => (typeof value === 'string' ? Buffer.from(value) : value)) as number[],
    })),
  });
  const { codec, isVersion2, groupRows, pageBytes, hasDictionary, dictionaryBytes } = shape;
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression[codec])
    .setWriterVersion(isVersion2 ? WriterVersion.V2 : WriterVersion.V1)
    .setMaxRowGroupSize(groupRows)
    .setDataPageSizeLimit(pageBytes)
    .setDictionaryEnabled(hasDictionary)
    .setDictionaryPageSizeLimit(dictionaryBytes)
    .setWriteBatchSize(4)
    .build();
  return writeParquet(readParquet(new Uint8Array(plain)), properties);
}

/** Writes texts, by the names of their columns. */
export function writeParquetTexts(
  columns: Readonly<Record<string, WrittenColumn['data']>>,
  shape: ParquetShape,
): Uint8Array {
  const named = Object.entries(columns).map(([name, data]) => [name, { data }] as const);
  return writeParquetColumns(Object.fromEntries(named), shape);
}
