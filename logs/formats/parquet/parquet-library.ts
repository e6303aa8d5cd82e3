import { createPageUnzstd } from '../../compression/unzstd-page';

/** The parts of hyparquet that read metadata, headers of pages and the rarer encodings; and what unpacks zstd. */
export type ParquetLibrary = Awaited<ReturnType<typeof loadParquetLibrary>>;

/** Loads the libraries, ESM packages, on first use: the project compiles to CommonJS. */
export async function loadParquetLibrary() {
  const [unzstd, main, column, plain, encoding, delta] = await Promise.all([
    createPageUnzstd(),
    import('hyparquet'),
    import('hyparquet/src/column.js'),
    import('hyparquet/src/plain.js'),
    import('hyparquet/src/encoding.js'),
    import('hyparquet/src/delta.js'),
  ]);
  return {
    unzstd,
    parquetMetadata: main.parquetMetadata,
    parquetSchema: main.parquetSchema,
    parquetHeader: column.parquetHeader,
    readPlain: plain.readPlain,
    byteStreamSplit: encoding.byteStreamSplit,
    deltaBinaryUnpack: delta.deltaBinaryUnpack,
    deltaByteArray: delta.deltaByteArray,
    deltaLengthByteArray: delta.deltaLengthByteArray,
  };
}
