import { objectFormat } from '../sources/object-format';
import { csvFormat } from './csv/csv-format';
import { jsonLinesFormat } from './json-lines/json-lines-format';
import { parquetFormat } from './parquet/parquet-format';
import type { InputObject } from '../input-object';
import type { LogFormat } from './log-format';

/** The formats of log objects. A new format is one more entry. */
export const LOG_FORMATS: readonly LogFormat[] = [csvFormat, jsonLinesFormat, parquetFormat];

/** The suffixes of all formats. */
export const LOG_SUFFIXES = LOG_FORMATS.flatMap(({ suffixes }) => suffixes);

/** The suffix by which a name tells its format, in lower case; undefined if no format reads it. */
export function suffixOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  return LOG_SUFFIXES.find((suffix) => lower.endsWith(suffix));
}

/**
 * The format of an object: by its description, or else by its name.
 * @throws Error for an object that no format reads: listing leaves such objects out.
 */
export function formatOf(object: Pick<InputObject, 'key' | 'source'>, formats = LOG_FORMATS): LogFormat {
  const { key, source } = object;
  const name = key.toLowerCase();
  const described = source === undefined ? undefined : objectFormat(key, source.entry.format);
  const format = formats.find((one) =>
    typeof described === 'object'
      ? one.name === described.format
      : one.suffixes.some((suffix) => name.endsWith(suffix)),
  );
  if (format === undefined) throw new Error(`${key}: no format of logs has this name`);
  return format;
}
