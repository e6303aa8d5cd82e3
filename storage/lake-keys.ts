import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { LogName } from '../domain/logs';

/** Where the logs lie. */
export const INPUT_PREFIX = 'input/';
/** Where intermediate results go; nothing below it is ever an input. */
export const INTERMEDIATE_PREFIX = 'intermediate/';

const LOG_OBJECT_SUFFIXES = ['.csv', '.csv.gz'];

/** Key of a log that is a single object. */
export function logKey(log: LogName): string {
  return `${INPUT_PREFIX}${log}.csv`;
}

/** Prefix that all keys of a log share; `isLogObject` tells which of them belong to it. */
export function logPrefix(log: LogName): string {
  return `${INPUT_PREFIX}${log}`;
}

/** Tells whether `key` is an object of the log: `input/<log>.csv[.gz]` or a `.csv[.gz]` below `input/<log>/`. */
export function isLogObject(log: LogName, key: string): boolean {
  if (!key.startsWith(logPrefix(log))) return false;
  const rest = key.slice(logPrefix(log).length);
  if (LOG_OBJECT_SUFFIXES.includes(rest)) return true;
  return rest.startsWith('/') && LOG_OBJECT_SUFFIXES.some((suffix) => rest.endsWith(suffix));
}

/** Tells whether the object is gzip-compressed, by its key. */
export function isGzip(key: string): boolean {
  return key.endsWith('.gz');
}

/** One attempt of one step of one run. Each attempt has keys of its own, so that none overwrites another's. */
export interface StepAttempt {
  readonly executionDate: CalendarDay;
  readonly runId: string;
  /** `filter` or `rank`. */
  readonly step: string;
  readonly attempt: number;
}

/** Key of a Parquet file that an attempt writes, e.g. `intermediate/date=2024-11-29/run=…/filter/attempt=1/ads_views.parquet`. */
export function intermediateKey(owner: StepAttempt, name: string): string {
  const { executionDate, runId, step, attempt } = owner;
  return `${INTERMEDIATE_PREFIX}date=${executionDate}/run=${runId}/${step}/attempt=${String(attempt)}/${name}.parquet`;
}

/** The inverse of `intermediateKey`; undefined when the key is not one that it makes. */
export function parseIntermediateKey(key: string): (StepAttempt & { name: string }) | undefined {
  const match = /^intermediate\/date=([^/]+)\/run=([^/]+)\/([^/]+)\/attempt=(\d+)\/([^/]+)\.parquet$/.exec(
    key,
  );
  if (match === null) return undefined;
  const [, executionDate = '', runId = '', step = '', attempt = '', name = ''] = match;
  const owner = { executionDate, runId, step, attempt: Number(attempt) };
  return isCalendarDay(executionDate) && intermediateKey(owner, name) === key
    ? { ...owner, name }
    : undefined;
}
