import type { Kysely } from 'kysely';
import { readActiveAdvertisers } from '../../activities/active-advertisers';
import { findNewestAdvertisers } from '../../db/runs';
import type { Database } from '../../db/schema';
import { describeDays } from '../../domain/date-ranges';
import { addDays, daysFromTo } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { COUNTER_WORDS, COUNTERS, EVENT_LOGS, LOG_COUNTERS, LOG_NAMES } from '../../domain/logs';
import type { Counter, EventLogName } from '../../domain/logs';
import { describeWithoutEvents, withoutEvents } from '../../domain/newest-events';
import type { NewestEvents } from '../../domain/newest-events';
import { ACCEPT_LOST_ADVERTISERS, describeLostAdvertisers } from '../../domain/lost-advertisers';
import { findUnusualRejects } from '../../domain/reject-shares';
import { findUnusualVolumes } from '../../domain/volumes';
import type { DayVolume } from '../../domain/volumes';
import { objectsOf } from '../../logs/list-inputs';
import type { LakeInputs } from '../../logs/list-inputs';
import type { Lake } from '../../storage/lake';
import type { KnownDate, KnownDates } from '../date-statuses';
import { backfillOf, checked, finding } from './finding';
import type { CheckReport, Finding } from './finding';
import { lastDayOf } from './outside-days';
import type { CalendarBounds, OutsideDays, OutsideEvents } from './outside-days';
import { BadLogError } from '../../logs/bad-log';

/** Number of newest dates whose data are checked; older dates were checked before. */
const JUDGED_DATES = 7;

/** Why a run would refuse the active list; undefined if it would not, or if the list cannot be read. */
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

/** The options of the check. */
interface InputMeasures {
  /** Why a run would refuse the active list; undefined if it would not. */
  readonly lost: string | undefined;
  readonly bounds: CalendarBounds;
  readonly outside: OutsideDays;
}

/** Checks that the logs exist, can be read, and have events up to the last due date. */
export function checkInputs(
  listed: LakeInputs,
  { dates, inputs }: KnownDates,
  { lost, bounds, outside }: InputMeasures,
): CheckReport {
  const findings: Finding[] = lost === undefined ? [] : [lostAdvertisers(lost, dates)];
  findings.push(...unreadableLogs(listed));
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
  findings.push(...futureEvents(outside.future, bounds));
  const lastDays = new Map(EVENT_LOGS.map((log) => [log, lastDayOf(log, inputs, outside)]));
  findings.push(...missingEvents(dates, lastDays));
  const reach = [...lastDays].map(([log, lastDay]) => `${log} up to ${lastDay ?? '(not known)'}`);
  return checked(
    'inputs',
    `${String(inputs.length)} objects, ${reach.join(', ')}`,
    findings,
    earlyEvents(outside.early, bounds),
  );
}

/** What is wrong with descriptions, which may concern every log, is told once. */
function unreadableLogs(listed: LakeInputs): Finding[] {
  const findings = new Map<string, Finding>();
  for (const log of LOG_NAMES) {
    try {
      objectsOf(listed, log);
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      const remedy = listed.faults[log] === undefined ? null : 'correct the description of the logs';
      findings.set(error.message, finding(error.message, { remedy, command: 'npx adtech count' }));
    }
  }
  return [...findings.values()];
}

function lostAdvertisers(lost: string, dates: readonly KnownDate[]): Finding {
  const lastDue = dates.at(-1)?.date ?? '<date>';
  return finding(
    `advertiser_ids has lost its advertisers: ${lost}. Every run fails with AdvertisersLost, and readers keep the lists that they have`,
    {
      // No command: it would publish empty lists in place of lists that readers still have.
      remedy: `upload the whole list again; if the list is right as it is: \`npx adtech run ${lastDue} ${ACCEPT_LOST_ADVERTISERS}\``,
    },
  );
}

function futureEvents(
  { events, isPartial, farthestDay, keys }: OutsideEvents,
  bounds: CalendarBounds,
): Finding[] {
  if (farthestDay === undefined) return [];
  const more = keys.length > 1 ? ` and ${String(keys.length - 1)} more` : '';
  return [
    finding(
      `${isPartial ? 'at least ' : ''}${english(events)} events lie on days to come (after ${bounds.today}, UTC), the newest of ${farthestDay}, in ${keys[0] ?? ''}${more}`,
      {
        dates: [farthestDay],
        remedy: `correct the days and upload the object again; if they are right: --ignore inputs@${farthestDay}`,
      },
    ),
  ];
}

function earlyEvents({ events, isPartial, farthestDay }: OutsideEvents, bounds: CalendarBounds): string[] {
  if (farthestDay === undefined) return [];
  return [
    `${isPartial ? 'at least ' : ''}${english(events)} events lie before START_DATE (${bounds.startDate}), the oldest of ${farthestDay}: they count in every date`,
  ];
}

/** Published dates without events of their day, and dates after a log's last event. */
function missingEvents(
  dates: readonly KnownDate[],
  lastDays: ReadonlyMap<EventLogName, CalendarDay | null | undefined>,
): Finding[] {
  const lastDue = dates.at(-1)?.date;
  if (lastDue === undefined) return [];
  const newest = dates.slice(-JUDGED_DATES)[0]?.date ?? '';
  const lateDays = (log: EventLogName) => {
    const lastDay = lastDays.get(log);
    return lastDay === undefined || lastDay === null ? [] : daysFromTo(addDays(lastDay, 1), lastDue);
  };
  const late = new Map(EVENT_LOGS.map((log) => [log, lateDays(log)]));
  const told = dates
    .filter(({ date }) => date >= newest || EVENT_LOGS.some((log) => late.get(log)?.includes(date)))
    .map(({ date, record }) => ({ date, without: withoutEvents(date, record?.published?.newest_events) }));
  const isTold = (log: EventLogName, day: CalendarDay) =>
    told.some(({ date, without }) => date === day && without?.includes(log) === true);
  return [
    ...describeWithoutEvents(told).map(({ dates: days, message }) =>
      finding(message, {
        dates: days,
        remedy: 'upload what is missing',
        command: backfillOf(days, 'stale'),
      }),
    ),
    ...EVENT_LOGS.flatMap((log) => {
      const days = (late.get(log) ?? []).filter((day) => !isTold(log, day));
      if (days.length === 0) return [];
      return [
        finding(
          `${log} has no rows of ${describeDays(days)}: they are late, its newest rows are of ${lastDays.get(log) ?? ''}`,
          { dates: days, remedy: 'upload them', command: backfillOf(days, 'stale') },
        ),
      ];
    }),
  ];
}

/** Checks that the newest dates had no more rejects than earlier ones, and are not near the limit. */
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

/** Checks that the newest dates have the number of events that earlier days suggest. */
export function checkVolume(dates: readonly KnownDate[]): CheckReport {
  const days = dates.flatMap(({ date, record }) => {
    const { totals = null, newest_events: newestEvents = null } = record?.published ?? {};
    return totals === null ? [] : [{ date, totals, newestEvents }];
  });
  const from = dates.slice(-JUDGED_DATES)[0]?.date ?? '';
  const newest = days.at(-1);
  const summary =
    newest === undefined
      ? 'no published date has totals'
      : `${newest.date}: ${describeTotals(newest.totals)}`;
  const silent = silentLogs(days, from);
  const isSilent = (date: CalendarDay, counter: Counter) =>
    silent.some((one) => one.date === date && LOG_COUNTERS[one.log].some((of) => of === counter));
  const unusual = findUnusualVolumes(days, from)
    .filter(({ date, counter }) => !isSilent(date, counter))
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
  return checked('volume', summary, [...silent.map(describeSilence), ...unusual]);
}

/** Conversions are told where there are any: many logs have none. */
function describeTotals(totals: DayVolume['totals']): string {
  const told = COUNTERS.filter((counter) => counter !== 'conversions' || (totals[counter] ?? 0) > 0);
  return told.map((counter) => `${english(totals[counter] ?? 0)} ${COUNTER_WORDS[counter]}`).join(', ');
}

interface Silence {
  readonly date: CalendarDay;
  readonly log: EventLogName;
}

/** The dates from `from` on with no event of an active advertiser in a log that has events on other days. */
function silentLogs(
  days: readonly (DayVolume & { readonly newestEvents: NewestEvents | null })[],
  from: CalendarDay,
): Silence[] {
  const isEmpty = (log: EventLogName, { totals }: DayVolume) =>
    LOG_COUNTERS[log].every((counter) => (totals[counter] ?? 0) === 0);
  return days
    .filter(({ date }) => date >= from)
    .flatMap((day) =>
      EVENT_LOGS.filter(
        (log) =>
          isEmpty(log, day) &&
          (day.newestEvents?.[log] !== undefined || days.some((other) => !isEmpty(log, other))),
      ).map((log) => ({ date: day.date, log })),
    );
}

function describeSilence({ date, log }: Silence): Finding {
  const what = LOG_COUNTERS[log].map((counter) => COUNTER_WORDS[counter]).join(' and no ');
  return finding(`${date} has no ${what} of active advertisers, though ${log} has events on other days`, {
    dates: [date],
    remedy: `upload what is missing; if the day was like that: --ignore volume@${date}`,
    command: backfillOf([date], 'stale'),
  });
}

function english(count: number): string {
  return Math.round(count).toLocaleString('en');
}

function percent(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)} %`;
}
