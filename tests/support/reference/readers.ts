import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { PUBLICATIONS_CHANNEL } from '../../../db/notifications';
import type { Database } from '../../../db/schema';
import { inSnapshot } from '../../../db/snapshot';
import { publishedRows } from './published-rows';

/** The rows of both contract tables for a date. */
export type Rows = Awaited<ReturnType<typeof publishedRows>>;

/** A reader that polls a date without pause. */
export interface Readers {
  /** Ends the polls. @throws Error when one of them saw anything but the old lists or, from some poll on, the new ones. */
  stop(): Promise<{ readonly old: number; readonly new: number }>;
}

/** Polls the lists of a date, both tables in one snapshot. */
export function watchReaders(db: Kysely<Database>, date: string, lists: { old: Rows; new: Rows }): Readers {
  const texts = { old: JSON.stringify(lists.old), new: JSON.stringify(lists.new) };
  const polls = { old: 0, new: 0 };
  const state = { stopped: false };
  const polling = (async () => {
    while (!state.stopped) {
      const seen = JSON.stringify(await inSnapshot(db, (trx) => publishedRows(trx, date)));
      if (seen === texts.new) polls.new++;
      else if (seen === texts.old && polls.new === 0) polls.old++;
      else throw new Error(`a reader saw neither the old lists nor the new: ${seen.slice(0, 300)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  // `stop` reports the failure.
  polling.catch(() => undefined);
  return {
    stop: async () => {
      state.stopped = true;
      await polling;
      return polls;
    },
  };
}

/** Hears of every publication from now on. */
export async function hearPublications(url: string): Promise<{ dates: string[]; stop(): Promise<void> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  // A test that fails drops the database under it.
  client.on('error', () => undefined);
  const dates: string[] = [];
  client.on('notification', ({ payload = '' }) => dates.push(payload));
  await client.query(`LISTEN ${PUBLICATIONS_CHANNEL}`);
  return {
    dates,
    stop: async () => {
      // What was committed before has been delivered with this answer.
      await client.query('SELECT 1');
      await client.end();
    },
  };
}
