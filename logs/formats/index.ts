import { csvFormat } from './csv/csv-format';
import { jsonLinesFormat } from './json-lines/json-lines-format';
import type { LogFormat } from './log-format';

/** The formats of log objects. A new format is one more entry. */
export const LOG_FORMATS: readonly LogFormat[] = [csvFormat, jsonLinesFormat];

/** The suffixes of all formats. */
export const LOG_SUFFIXES = LOG_FORMATS.flatMap(({ suffixes }) => suffixes);

/** The suffix by which a name tells its format, in lower case; undefined if no format reads it. */
export function suffixOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  return LOG_SUFFIXES.find((suffix) => lower.endsWith(suffix));
}

/** The format of an object. @throws Error for a key that no format reads: listing leaves such objects out. */
export function formatOf(key: string, formats: readonly LogFormat[] = LOG_FORMATS): LogFormat {
  const name = key.toLowerCase();
  const format = formats.find(({ suffixes }) => suffixes.some((suffix) => name.endsWith(suffix)));
  if (format === undefined) throw new Error(`${key}: no format of logs has this name`);
  return format;
}
