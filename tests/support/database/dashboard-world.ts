import type { Kysely } from 'kysely';
import { recordRunEnd, registerRun } from '../../../db/runs';
import type { Database } from '../../../db/schema';
import { addDays, daysFromTo } from '../../../domain/execution-date';
import { evaluationOf, store } from './evaluations';
import { beginRun, newRun, publishLists } from './publications';
import type { CtrLists, ViewLists } from './publications';

/** The newest published date of the world, and a moment after which the next one is due. */
export const NEWEST = '2024-12-20';
export const NOW = new Date('2024-12-21T10:00:00Z');
/** The first date that should be published; a month and some days before. */
export const START = '2024-11-18';
/** Neither published nor begun. */
export const MISSING = '2024-12-03';
/** Its newest run failed, and nothing of it is published. */
export const FAILED = '2024-12-10';
/** It runs for the first time. */
export const RUNNING = '2024-12-12';
/** What the failed run says. */
export const MESSAGE =
  'input/ads_views/x.csv: column `advertiser_id` is missing; is `;` its delimiter? Use commas';
/** An id that pages must not take for anything else. */
export const HOSTILE = `<img src=x onerror="alert('1')">&amp;/?#%41`;

/** Five weeks of publications of three advertisers, with one date each that is missing, failed and running. */
export async function publishWorld(db: Kysely<Database>): Promise<void> {
  for (const [i, date] of daysFromTo(START, NEWEST).entries()) {
    if (date === MISSING) continue;
    if (date === RUNNING) {
      await beginRun(db, date);
      continue;
    }
    if (date === FAILED) {
      const run = newRun(date);
      await registerRun(db, run);
      await recordRunEnd(db, run, 'failed', { step: 'filterLogs', type: 'BadLog', message: MESSAGE });
      continue;
    }
    await publishLists(db, date, listsOf(i), ['idle'], {
      rowsRead: 200_000,
      rowsKept: 150_000,
      rowsRejected: 30 + i,
      rejects: { invalid_date: 20 + i, empty_id: 10 },
      totals: { views: 3_000 + 10 * i, impressions: 2_500 + 7 * i, clicks: 25 + (i % 5) },
    });
  }
  for (const date of daysFromTo(addDays(RUNNING, 2), NEWEST)) {
    const clicks = { A: { p00: 3, p09: 1, q5: 1, other: 2 }, [HOSTILE]: { '<b>bold</b>': 1, x: 1 } };
    await store(db, await evaluationOf(db, date, clicks));
  }
}

/** Of each product of A one place is taken by another from day to day; two products are in both its lists. */
function listsOf(day: number): { views: ViewLists; ctrs: CtrLists } {
  const ranks = Array.from({ length: 20 }, (_, i) => i);
  const product = (i: number) => `p${String(i < 5 ? i : 5 + ((i - 5 + day) % 25)).padStart(2, '0')}`;
  return {
    views: {
      A: ranks.map((i) => [product(i), 400 - 11 * i] as const),
      B: [['only', 7]],
      [HOSTILE]: [['<b>bold</b>', 3]],
    },
    ctrs: {
      A: [
        ['p00', 9, 60],
        ['p01', 8, 70],
        ...ranks.slice(2).map((i) => [`q${String(i)}`, 22 - i, 300] as const),
      ],
    },
  };
}

/** Publishes as many dates and advertisers as the overview is meant for; only the newest date has lists. */
export async function publishYear(db: Kysely<Database>, dates: number, advertisers: number): Promise<void> {
  const ids = Array.from({ length: advertisers }, (_, i) => `ADVERTISER${String(i).padStart(10, '0')}`);
  for (const date of daysFromTo(addDays(NEWEST, 1 - dates), NEWEST)) {
    const views = date === NEWEST ? Object.fromEntries(ids.map((id) => [id, [['p1', 1] as const]])) : {};
    await publishLists(db, date, { views }, [], {
      rowsRead: 123_456_789,
      rowsKept: 102_345_678,
      rowsRejected: 1_234_567,
      rejects: { invalid_date: 1_234_567 },
      totals: { views: 12_345_678, impressions: 23_456_789, clicks: 345_678 },
    });
  }
}
