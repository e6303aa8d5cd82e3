import { compressionOf, objectFormat } from '../../../logs/sources/object-format';
import type { FormatName } from '../../../logs/sources/source-types';

it.each<[key: string, explicit: FormatName | undefined, format: string, compression: string]>([
  ['input/a.csv', undefined, 'csv', ''],
  ['input/a.CSV.Gz', undefined, 'csv', 'gz'],
  ['input/a.csv.zst', undefined, 'csv', 'zst'],
  ['input/a.jsonl', undefined, 'jsonl', ''],
  ['input/a.ndjson.gz', undefined, 'jsonl', 'gz'],
  ['input/a.NDJSON.ZST', undefined, 'jsonl', 'zst'],
  ['input/a.gz.parquet', undefined, 'parquet', ''],
  ['input/part-0000', 'jsonl', 'jsonl', ''],
  ['input/part-0000.gz', 'jsonl', 'jsonl', 'gz'],
  ['input/a.csv', 'parquet', 'parquet', ''],
  ['input/a.parquet.gz', 'csv', 'csv', 'gz'],
])('%s with format %s is %s, compressed %j', (key, explicit, format, compression) => {
  expect(objectFormat(key, explicit)).toEqual({ format, compression });
});

it.each([
  ['input/a', 'has no extension that tells its format'],
  ['input/a.gz', 'has no extension that tells its format'],
  ['input/csv', 'has no extension that tells its format'],
  ['input/a.csv.bz2', 'has no extension that tells its format'],
  ['input/a.csv.gz.gz', 'has no extension that tells its format'],
  ['input/a.parquet.zst', 'is Parquet in a .zst, which cannot be read in parts'],
])('%s %s', (key, reason) => {
  expect(objectFormat(key)).toBe(reason);
});

it.each([
  ['input/ads_views.csv.gz', 'gz'],
  ['input/ads_views.CSV.GZ', 'gz'],
  ['input/part-0000.Zst', 'zst'],
  ['input/ads_views.csv', ''],
  ['input/ads_views.zst/part-1.csv', ''],
])('%s is compressed as its end says: %j', (key, compression) => {
  expect(compressionOf(key)).toBe(compression);
});
