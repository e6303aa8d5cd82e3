import { LoggedEvents } from '../../domain/replay/logged-events';
import type { LoggedAdvertiser } from '../../domain/replay/logged-events';
import type { LogName } from '../../domain/logs';
import {
  validateActiveAdvertiser,
  validateAdEvent,
  validateProductView,
} from '../../domain/record-validation';
import type { ByteFields, RejectReason } from '../../domain/record-validation';
import type { Lake, LakeObject } from '../../storage/lake';
import { readLog } from '../../storage/log-reader';

/** Where the logs lie. */
export interface LogPlace {
  readonly lake: Lake;
  /** The objects of a log; fails with what to do where there is none. */
  readonly find: (log: LogName) => Promise<readonly LakeObject[]>;
}

/** What logs hold. */
export interface ReadEvents {
  /** The active advertisers that have events. */
  readonly advertisers: readonly LoggedAdvertiser[];
  readonly rows: number;
  readonly rejected: number;
}

/** How logs are read. */
export interface ReadEventsOptions {
  readonly signal: AbortSignal;
  /** Told the rows of all logs so far. */
  readonly onRows: (rows: number) => void;
}

/**
 * Reads logs into memory: the events of active advertisers by product and day; rejects as runs do, whatever their share.
 * @throws BadLogError
 */
export async function readEvents(place: LogPlace, options: ReadEventsOptions): Promise<ReadEvents> {
  let rows = 0;
  let rejected = 0;
  const read = async <Row extends object>(
    log: LogName,
    validate: (fields: ByteFields) => Row | RejectReason,
    take: (row: Row) => void,
  ) => {
    for (const object of await place.find(log)) {
      for await (const batch of readLog(place.lake, log, object, { signal: options.signal })) {
        for (const record of batch) {
          const row = 'malformed' in record ? record.malformed : validate(record.fields);
          if (typeof row === 'string') rejected += 1;
          else take(row);
        }
        rows += batch.length;
        options.onRows(rows);
      }
    }
  };
  const active = new Set<string>();
  await read('advertiser_ids', validateActiveAdvertiser, ({ advertiserId }) => active.add(advertiserId));
  const events = new LoggedEvents();
  for (const [log, validate] of [
    ['product_views', validateProductView],
    ['ads_views', validateAdEvent],
  ] as const) {
    await read(log, validate, (event) => {
      if (active.has(event.advertiserId)) events.add(event);
    });
  }
  return { advertisers: events.advertisers(), rows, rejected };
}
