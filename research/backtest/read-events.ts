import { LoggedEvents } from './logged-events';
import type { LoggedAdvertiser } from './logged-events';
import { EVENT_LOGS } from '../../domain/logs';
import type { LogName } from '../../domain/logs';
import type { InputObject } from '../../logs/input-object';
import type { SourceRows } from '../../logs/sources/row-types';
import type { Lake } from '../../storage/lake';
import { readRows } from '../../logs/read-rows';

/** Where the logs lie. */
export interface LogPlace {
  readonly lake: Lake;
  /** Finds the objects of a log; throws with a remedy if there is none. */
  readonly find: (log: LogName) => Promise<readonly InputObject[]>;
}

/** The contents of the logs. */
export interface ReadEvents {
  /** The active advertisers that have events. */
  readonly advertisers: readonly LoggedAdvertiser[];
  readonly rows: number;
  readonly rejected: number;
}

/** The options of reading logs. */
export interface ReadEventsOptions {
  readonly signal: AbortSignal;
  /** Called with the number of rows read so far. */
  readonly onRows: (rows: number) => void;
}

/**
 * Reads logs into memory: the events of active advertisers by product and day. Rows are rejected as in runs, without a limit.
 * @throws BadLogError
 */
export async function readEvents(place: LogPlace, options: ReadEventsOptions): Promise<ReadEvents> {
  let rows = 0;
  let rejected = 0;
  const read = async <Log extends LogName>(log: Log, take: (row: SourceRows[Log]) => void) => {
    for (const object of await place.find(log)) {
      for await (const batch of readRows(place.lake, log, object, { signal: options.signal })) {
        batch.rows.forEach(take);
        rejected += batch.rejects.length;
        rows += batch.records;
        options.onRows(rows);
      }
    }
  };
  const active = new Set<string>();
  await read('advertiser_ids', ({ advertiserId }) => active.add(advertiserId));
  const events = new LoggedEvents();
  for (const log of EVENT_LOGS) {
    await read(log, (row) => {
      if (active.has(row.advertiserId)) events.add(log, row);
    });
  }
  return { advertisers: events.advertisers(), rows, rejected };
}
