import { toBytes } from './byte-text';
import { SourceFaultError } from './source-types';
import type { FieldName, FieldSource, SourceEntry, SourceFault } from './source-types';

/** What Hive and Spark write where a partition's value is null. */
const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/**
 * The value of the partition `name=value` of a key, as a byte string; the name of the object itself is no partition. `%`
 * with two hexadecimal digits is one byte, as Hive, Spark and DuckDB read it; `__HIVE_DEFAULT_PARTITION__` is empty.
 * Undefined when the key has no such partition, or has several.
 */
export function partitionOf(key: string, name: string): string | undefined {
  const wanted = toBytes(name);
  const values = key
    .split('/')
    .slice(0, -1)
    .flatMap((segment) => {
      const sign = segment.indexOf('=');
      return sign > 0 && unescaped(segment.slice(0, sign)) === wanted ? [segment.slice(sign + 1)] : [];
    });
  const [value] = values;
  if (value === undefined || values.length > 1) return undefined;
  return value === NULL_PARTITION ? '' : unescaped(value);
}

/**
 * What a field that is no column is in all rows of an object, as a byte string. Throws `SourceFaultError` when the key has no
 * partition that the entry names.
 */
export function constantOf(
  entry: SourceEntry,
  key: string,
  field: FieldName,
  source: Exclude<FieldSource, { readonly column: string }>,
): string {
  if ('value' in source) return toBytes(source.value);
  const value = partitionOf(key, source.path);
  if (value !== undefined) return value;
  throw new SourceFaultError(missingPartition(entry, field, source.path, key));
}

/** The fault of a key of an entry that does not have a partition exactly once. */
export function missingPartition(entry: SourceEntry, field: string, name: string, key: string): SourceFault {
  return {
    path: `${entry.at}.columns.${field}.path`,
    fault: `is ${JSON.stringify(name)}, which ${key} does not have once`,
    remedy: `let \`objects\` match only keys with one folder ${name}=…`,
  };
}

function unescaped(text: string): string {
  return toBytes(text).replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );
}
