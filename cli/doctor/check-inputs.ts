import type { Kysely } from 'kysely';
import { readActiveAdvertisers } from '../../activities/active-advertisers';
import { findNewestAdvertisers } from '../../db/runs';
import type { Database } from '../../db/schema';
import { describeDays } from '../../domain/date-ranges';
import { addDays, daysFromTo } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { COUNTER_WORDS, COUNTERS, EVENT_LOGS, LOG_COUNTERS, LOG_NAMES } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { ACCEPT_LOST_ADVERTISERS, describeLostAdvertisers } from '../../domain/lost-advertisers';
import { findUnusualRejects } from '../../domain/reject-shares';
import { findUnusualVolumes } from '../../domain/volumes';
import { objectsOf } from '../../storage/log-objects';
import type { LakeInputs } from '../../storage/log-objects';
import { BadLogError } from '../../storage/log-header';
import type { Lake } from '../../storage/lake';
import type { KnownDate, KnownDates } from '../date-statuses';
import { backfillOf, checked, finding } from './finding';
import type { CheckReport, Finding } from './finding';

/** Newest dates whose data are judged; what is older was seen before. */
export const JUDGED_DATES = 7;

/** Why a run would refuse the active list; undefined where it would not, or cannot read it. */
export async function findLostAdvertisers(
  db: Kysely<Database>,
  lake: Lake,
  minFraction: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { ids } = await readActiveAdvertisers(lake, { signal });
    return describeLostAdvertisers(ids.size, await findNewestAdvertisers(db), minFraction);
  } catch (error) {
    if (error instanceof BadLogError) return undefined;
    throw error;
  }
}

/**
 * Whether the logs are there, can be read, and reach up to the last date due.
 *
 * @param lost why a run would refuse the active list.
 */
export function checkInputs(
  listed: LakeInputs,
  { dates, inputs }: KnownDates,
  lost: string | undefined,
): CheckReport {
  const findings: Finding[] = lost === undefined ? [] : [lostAdvertisers(lost, dates)];
  for (const log of LOG_NAMES) {
    try {
      objectsOf(listed, log);
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      findings.push(finding(error.message, { command: 'npx adtech count' }));
    }
  }
  for (const { key, sizeBytes, fault } of inputs) {
    const what = sizeBytes === 0 ? '0 bytes, as an upload in progress leaves it' : fault;
    if (what === undefined) continue;
    findings.push(
      finding(`${key} cannot be read: ${what}`, {
        remedy: 'upload it anew, or remove it',
        command: 'npx adtech count',
      }),
    );
  }
  const lastDays: string[] = [];
  for (const log of EVENT_LOGS) {
    const lastDay = lastDayOf(log, inputs);
    lastDays.push(`${log} up to ${lastDay ?? '(not known)'}`);
    findings.push(...lateOrEmpty(log, lastDay, dates));
  }
  return checked('inputs', `${String(inputs.length)} objects, ${lastDays.join(', ')}`, findings);
}

function lostAdvertisers(lost: string, dates: readonly KnownDate[]): Finding {
  const lastDue = dates.at(-1)?.date ?? '<date>';
  return finding(
    `advertiser_ids has lost its advertisers: ${lost}. Every run fails with AdvertisersLost, and readers keep the lists that they have`,
    {
      remedy: 'upload the whole list again; or, if the list is right as it is, accept it',
      command: `npx adtech run ${lastDue} ${ACCEPT_LOST_ADVERTISERS}`,
    },
  );
}

/** The last day of a log's events; undefined while an object is not counted, null where there are none. */
function lastDayOf(log: EventLogName, inputs: KnownDates['inputs']): CalendarDay | null | undefined {
  let last: CalendarDay | null = null;
  for (const { lastDay } of inputs.filter((input) => input.log === log)) {
    if (lastDay === undefined) return undefined;
    if (lastDay !== null && (last === null || lastDay > last)) last = lastDay;
  }
  return last;
}

function lateOrEmpty(
  log: EventLogName,
  lastDay: CalendarDay | null | undefined,
  dates: readonly KnownDate[],
): Finding[] {
  const lastDue = dates.at(-1)?.date;
  if (lastDay === undefined || lastDay === null || lastDue === undefined) return [];
  const late = daysFromTo(addDays(lastDay, 1), lastDue);
  const empty = dates
    .slice(-JUDGED_DATES)
    .filter(({ date, state }) => date <= lastDay && state === 'done')
    .filter(({ record }) => {
      const totals = record?.published?.totals ?? undefined;
      return totals !== undefined && LOG_COUNTERS[log].every((counter) => totals[counter] === 0);
    })
    .map(({ date }) => date);
  const told = (days: readonly CalendarDay[], what: string): Finding[] =>
    days.length === 0
      ? []
      : [
          finding(`${log} has no rows of ${describeDays(days)}: ${what}`, {
            dates: days,
            remedy: 'upload them',
            command: backfillOf(days, 'stale'),
          }),
        ];
  return [
    ...told(late, `they are late, its newest rows are of ${lastDay}`),
    ...told(empty, 'its active advertisers had no event on them, though later days have rows'),
  ];
}

/** Whether the newest dates had more rejects than the ones before, or come near the limit. */
export function checkRejects(dates: readonly KnownDate[], limit: number): CheckReport {
  const published = dates.flatMap(({ date, record }) => {
    const run = record?.published;
    return run === undefined ? [] : [{ date, rowsRead: run.rows_read, rowsRejected: run.rows_rejected }];
  });
  const from = dates.slice(-JUDGED_DATES)[0]?.date ?? '';
  const newest = published.at(-1);
  const summary =
    newest === undefined
      ? 'nothing is published'
      : `${newest.rowsRejected.toLocaleString('en')} of ${newest.rowsRead.toLocaleString('en')} rows of ${newest.date}, allowed are ${percent(limit)}`;
  const findings = findUnusualRejects(published, from, limit).map(({ date, of, share, measure }) =>
    finding(
      of === 'all_rows'
        ? `${percent(share)} of the rows that ${date} was made from are rejected; above ${percent(measure)} dates fail`
        : `${percent(share)} of the rows that came with ${date} are rejected, usual are ${percent(measure)}`,
      {
        dates: [date],
        remedy: '`npx adtech data check` names objects, reasons and lines; correct and upload them',
        command: backfillOf([date], 'stale'),
      },
    ),
  );
  return checked('rejects', summary, findings);
}

/** Whether the newest dates have as many events as the days before let expect. */
export function checkVolume(dates: readonly KnownDate[]): CheckReport {
  const days = dates.flatMap(({ date, record }) => {
    const totals = record?.published?.totals;
    return totals === undefined || totals === null ? [] : [{ date, totals }];
  });
  const from = dates.slice(-JUDGED_DATES)[0]?.date ?? '';
  const newest = days.at(-1);
  const summary =
    newest === undefined
      ? 'no published date has totals'
      : `${newest.date}: ${COUNTERS.map((counter) => `${english(newest.totals[counter])} ${COUNTER_WORDS[counter]}`).join(', ')}`;
  const findings = findUnusualVolumes(days, from)
    // No rows at all are told as late or empty inputs.
    .filter(({ value }) => value > 0)
    .map(({ date, counter, value, usual, days: before }) =>
      finding(
        `${date} has ${english(value)} ${COUNTER_WORDS[counter]}, the ${String(before)} days before had ${english(usual)} (median)`,
        {
          dates: [date],
          remedy: `see whether rows are missing or came twice, and upload them; if the day was like that: --ignore volume@${date}`,
          command: backfillOf([date], 'stale'),
        },
      ),
    );
  return checked('volume', summary, findings);
}

function english(count: number): string {
  return Math.round(count).toLocaleString('en');
}

function percent(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)} %`;
}
