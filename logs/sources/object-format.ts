import type { Compression, FormatName } from './source-types';

/** How the bytes of an object are read. */
export interface ObjectFormat {
  readonly format: FormatName;
  readonly compression: Compression;
}

const COMPRESSED = /\.(gz|zst)$/i;
const FORMAT = /\.(csv|jsonl|ndjson|parquet)$/i;

/** How an object is compressed, by the end of its key in any case. */
export function compressionOf(key: string): Compression {
  return (COMPRESSED.exec(key)?.[1]?.toLowerCase() ?? '') as Compression;
}

/**
 * The format of an object by its name, and by `format` where a description says it: that one wins. Names compare without
 * case. A string is the reason why there is none, in words that follow the key.
 */
export function objectFormat(key: string, format?: FormatName): ObjectFormat | string {
  const compression = compressionOf(key);
  const name = compression === '' ? key : key.slice(0, -compression.length - 1);
  const named = FORMAT.exec(name)?.[1]?.toLowerCase();
  const known = format ?? (named === 'ndjson' ? 'jsonl' : (named as FormatName | undefined));
  if (known === undefined) return 'has no extension that tells its format';
  if (known === 'parquet' && compression !== '') {
    return `is Parquet in a .${compression}, which cannot be read in parts`;
  }
  return { format: known, compression };
}
