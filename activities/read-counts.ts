import { CountTable } from '../domain/product-counts';
import { LOG_COUNTERS } from '../domain/logs';
import type { ActiveAdvertiser, Counter, EventLogName, LogEvent, LogName } from '../domain/logs';
import { validateActiveAdvertiser, validateAdEvent, validateProductView } from '../domain/record-validation';
import type { ByteFields, RejectReason } from '../domain/record-validation';
import type { Lake, LakeObject } from '../storage/lake';
import { findLogObjects } from '../storage/log-objects';
import { readLog } from '../storage/log-reader';

/** Rejects listed with their line for one log; further ones are counted only. */
export const LISTED_REJECTS = 100_000;

/** A malformed row, set aside. */
export interface Reject {
  readonly object: string;
  readonly line: number;
  readonly reason: RejectReason;
}

/** One object of a log as it was read. */
export interface ReadObject {
  readonly log: LogName;
  readonly object: LakeObject;
  readonly records: number;
  readonly rejected: number;
}

/** What reading a log gave besides its rows. */
export interface LogReport {
  readonly log: LogName;
  readonly objects: readonly ReadObject[];
  readonly records: number;
  readonly rejected: number;
  readonly rejects: Partial<Record<RejectReason, number>>;
  /** The first `LISTED_REJECTS` of them. */
  readonly listed: readonly Reject[];
}

/** How logs are read. */
export interface ReadLogsOptions {
  readonly signal: AbortSignal;
  readonly progress: (details: object) => void;
}

/**
 * Reads the active list.
 * @throws BadLogError
 */
export async function readActiveAdvertisers(
  lake: Lake,
  options: ReadLogsOptions,
): Promise<{ active: Set<string>; report: LogReport }> {
  const active = new Set<string>();
  const report = await readRows<ActiveAdvertiser>(
    lake,
    'advertiser_ids',
    validateActiveAdvertiser,
    options,
    (row) => active.add(row.advertiserId),
  );
  return { active, report };
}

/**
 * Reads an event log and counts, by advertiser and product, the events that `keep` accepts.
 * @throws BadLogError
 */
export async function countEvents(
  lake: Lake,
  log: EventLogName,
  keep: (event: LogEvent) => boolean,
  options: ReadLogsOptions,
): Promise<{ counts: CountTable<Counter>; kept: number; report: LogReport }> {
  const counts = new CountTable<Counter>(LOG_COUNTERS[log]);
  let kept = 0;
  const validate = log === 'product_views' ? validateProductView : validateAdEvent;
  const report = await readRows<LogEvent>(lake, log, validate, options, (event) => {
    if (!keep(event)) return;
    kept++;
    counts.add(event.advertiserId, event.productId, event.counter);
  });
  return { counts, kept, report };
}

async function readRows<Row extends object>(
  lake: Lake,
  log: LogName,
  validate: (fields: ByteFields) => Row | RejectReason,
  options: ReadLogsOptions,
  onRow: (row: Row) => void,
): Promise<LogReport> {
  const { signal } = options;
  const found = await findLogObjects(lake, log, { signal });
  const objects: ReadObject[] = [];
  const rejects: Partial<Record<RejectReason, number>> = {};
  const listed: Reject[] = [];
  const bytesTotal = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let bytesRead = 0;
  for (const object of found) {
    let records = 0;
    let accepted = 0;
    let rejected = 0;
    const reader = readLog(lake, log, object, { signal, onBytes: (count) => (bytesRead += count) });
    for await (const batch of reader) {
      records += batch.length;
      for (const record of batch) {
        const row = 'malformed' in record ? record.malformed : validate(record.fields);
        if (typeof row === 'string') {
          rejected++;
          rejects[row] = (rejects[row] ?? 0) + 1;
          if (listed.length < LISTED_REJECTS)
            listed.push({ object: object.key, line: record.line, reason: row });
        } else {
          accepted++;
          onRow(row);
        }
      }
      options.progress({ object: object.key, rows: records, bytes_read: bytesRead, bytes_total: bytesTotal });
    }
    if (accepted + rejected !== records) throw new Error(`${object.key}: rows were lost while counting`);
    objects.push({ log, object, records, rejected });
  }
  const records = sum(objects.map((one) => one.records));
  return { log, objects, records, rejected: sum(Object.values(rejects)), rejects, listed };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
