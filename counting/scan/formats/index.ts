import { csvFormat } from './csv/csv-format';
import type { LogFormat } from './log-format';

/** The formats of event logs; the first that matches a key reads the object. */
export const LOG_FORMATS: readonly LogFormat[] = [csvFormat];

/** The format of an object. @throws Error for a key that no format reads: listing leaves such objects out. */
export function formatOf(key: string, formats: readonly LogFormat[] = LOG_FORMATS): LogFormat {
  const format = formats.find((one) => one.matches(key));
  if (format === undefined) throw new Error(`${key}: no format of logs has this name`);
  return format;
}
