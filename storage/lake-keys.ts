import { createHash } from 'node:crypto';
import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName, LogName } from '../domain/logs';
import { faultInKey } from './key-rule';

/** Where the logs lie. */
export const INPUT_PREFIX = 'input/';
/** Key of the descriptions of logs. */
export const SOURCES_KEY = `${INPUT_PREFIX}sources.json`;
/** Where the click probabilities of generated logs lie: no log, so that no run reads it. */
export const TRUTH_KEY = 'truth.csv';
/** Where intermediate results go; nothing below it is ever an input. */
export const INTERMEDIATE_PREFIX = 'intermediate/';
/** The object with which a lake is tried: written, read and removed again. */
export const PROBE_KEY = `${INTERMEDIATE_PREFIX}doctor-probe`;

/** Where the counts of the logs' objects lie; they outlive the runs that needed them. */
export const COUNTS_PREFIX = 'counts/';
/** Part of the counts' keys: a new layout or a new rule of reading counts everything anew. */
const COUNTS_VERSION = 3;

/** Longest key of an object, in bytes, that is part of its counts' keys as it is: they are longer by the ETag and more. */
const COUNTED_KEY_BYTES = 600;

/** Key of a log that is a single object. */
export function logKey(log: LogName, format = 'csv'): string {
  return `${INPUT_PREFIX}${log}.${format}`;
}

/**
 * Key of one of a log's parts, `part` from 1, e.g. `input/<log>/part-00001.csv.gz`; keys sort as parts do.
 * @param partition a folder in between, e.g. `dt=2024-11-29`.
 */
export function logPartKey(log: LogName, part: number, format: string, partition?: string): string {
  const folder = `${INPUT_PREFIX}${log}/${partition === undefined ? '' : `${partition}/`}`;
  return `${folder}part-${String(part).padStart(5, '0')}.${format}`;
}

/** Prefix that all keys of a log share; `isLogObject` tells which of them belong to it. */
export function logPrefix(log: LogName): string {
  return `${INPUT_PREFIX}${log}`;
}

/** One attempt of one step of a run. Each attempt has separate keys, so that none overwrites another's. */
export interface StepAttempt {
  readonly runId: string;
  readonly step: string;
  readonly attempt: number;
}

/** One attempt of one step of a run for an execution date: `filter` or `rank-…`. */
export interface DateStepAttempt extends StepAttempt {
  readonly executionDate: CalendarDay;
}

/** Key of a Parquet file that an attempt writes, e.g. `intermediate/date=2024-11-29/run=…/filter/attempt=1/ads_views.parquet`. */
export function intermediateKey(owner: DateStepAttempt, name: string): string {
  const { executionDate, runId, step, attempt } = owner;
  return `${INTERMEDIATE_PREFIX}date=${executionDate}/run=${runId}/${step}/attempt=${String(attempt)}/${name}.parquet`;
}

/** The inverse of `intermediateKey`; undefined when the key is not one that it makes. */
export function parseIntermediateKey(key: string): (DateStepAttempt & { name: string }) | undefined {
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

/** An object as it was when it was counted: the same bytes, as far as the lake can tell. */
export interface CountedObject {
  readonly key: string;
  readonly etag: string;
  /** Its description, by the hash of all that decides which rows the object has; none of a plain log. */
  readonly source?: { readonly hash: string };
}

/** Key of what is known of an object's counts, e.g. `counts/v3/ads_views.csv/etag=5e0-3/counts.json`. */
export function objectCountsKey(object: CountedObject): string {
  return `${objectCountsPrefix(object)}/counts.json`;
}

/** Key of a file that an attempt at counting writes; each attempt has separate keys. */
export function countsFileKey(object: CountedObject, owner: StepAttempt, name: string): string {
  const { runId, step, attempt } = owner;
  return `${objectCountsPrefix(object)}/run=${runId}/${step}/attempt=${String(attempt)}/${name}.parquet`;
}

/** Key of what is known of a set of small objects, e.g. `counts/v3-sets/ads_views/<id>/set.json`. */
export function setKey(log: EventLogName, id: string, name: string): string {
  return `${COUNTS_PREFIX}v${String(COUNTS_VERSION)}-sets/${log}/${id}/${name}`;
}

/** Key of a file that an attempt at counting a set writes; each attempt has separate keys. */
export function setFileKey(log: EventLogName, id: string, owner: StepAttempt, name: string): string {
  return setKey(log, id, `run=${owner.runId}/attempt=${String(owner.attempt)}/${name}.parquet`);
}

function objectCountsPrefix({ key, etag, source }: CountedObject): string {
  const described = source === undefined ? '' : `/source=${source.hash}`;
  return `${COUNTS_PREFIX}v${String(COUNTS_VERSION)}/${countedName(key)}/etag=${encodeURIComponent(etag)}${described}`;
}

/** The object's key, or its hash where the counts' keys would be too long or such as not every lake keeps. */
function countedName(key: string): string {
  const name = key.startsWith(INPUT_PREFIX) ? key.slice(INPUT_PREFIX.length) : key;
  if (Buffer.byteLength(name) <= COUNTED_KEY_BYTES && faultInKey(name) === undefined) return name;
  return `sha256=${createHash('sha256').update(key).digest('hex')}`;
}

/** Key of the products that dates with the same inputs number alike: one file for each shard of the advertisers. */
export function productsKey(inputs: string, shard: number, shards: number): string {
  return `${INTERMEDIATE_PREFIX}products/inputs=${inputs}/products-${String(shard)}-of-${String(shards)}.parquet`;
}
