import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { TaskPool } from '../../counting/threads/task-pool';
import type { TaskRunner } from '../../counting/counts/task-runner';
import { daysFromTo } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { EVENT_LOGS, sumOfCounters } from '../../domain/logs';
import type { LogName } from '../../domain/logs';
import { addIgnored, sumIgnored } from '../../domain/ignored-counts';
import { describeLostAdvertisers } from '../../domain/lost-advertisers';
import type { NewestAdvertisers } from '../../domain/lost-advertisers';
import { findUnusualVolumes } from '../../domain/volumes';
import type { DayVolume } from '../../domain/volumes';
import { listInputs, objectsOf } from '../../logs/list-inputs';
import type { LogObject } from '../../logs/input-object';
import { openLake } from '../../storage/open-lake';
import type { OpenLakeOptions } from '../../storage/open-lake';
import type { Lake } from '../../storage/lake';
import { patiently, PatientTasks, tellWaiting } from '../patiently';
import { reportUnread } from '../unread';
import { assess } from './assess';
import { findCopies } from './find-copies';
import { reportSources } from './report-sources';
import { addUpDays, readActiveList, readEventObjects } from './read-objects';
import type { ReadingProgress } from './read-objects';
import { NAMED_IDS } from './report';
import type { DataReport, ObjectReport } from './report';
import type { Tasks } from '../../counting/threads/tasks';
import { BadLogError } from '../../logs/bad-log';

/** The options of reading logs. */
interface ReadLogsOptions {
  readonly maxRejectedFraction: number;
  readonly minAdvertisersFraction: number;
  /** The first execution date. */
  readonly startDate: CalendarDay;
  /** The current UTC day. */
  readonly today: CalendarDay;
  /** The number of active advertisers of the newest publication, if known. */
  readonly newestAdvertisers: NewestAdvertisers | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadingProgress) => void;
}

/**
 * Reads all logs of a lake as runs do, and reports their contents. The lake is only read: counting writes to a temporary
 * folder on this machine.
 */
export async function readLogs(
  lakeUrl: string,
  lakeOptions: OpenLakeOptions,
  options: ReadLogsOptions,
): Promise<DataReport> {
  const scratchFolder = await mkdtemp(path.join(tmpdir(), 'adtech-check-'));
  const readOnly = { ...lakeOptions, scratchFolder };
  const lake = await openLake(lakeUrl, { ...readOnly, onWaiting: tellWaiting });
  const tasks = new TaskPool(lakeUrl, readOnly, availableParallelism());
  try {
    return await read(lake, new PatientTasks(tasks), options);
  } finally {
    await tasks.close();
    lake.close();
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

async function read(lake: Lake, tasks: TaskRunner<Tasks>, options: ReadLogsOptions): Promise<DataReport> {
  const { signal, maxRejectedFraction, minAdvertisersFraction, newestAdvertisers: newest } = options;
  const faults: string[] = [];
  const orFault = async <Found>(find: () => Found | Promise<Found>, otherwise: Found): Promise<Found> => {
    try {
      return await find();
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      // A fault of sources.json concerns every log.
      if (!faults.includes(error.message)) faults.push(error.message);
      return otherwise;
    }
  };
  const inputs = await patiently(() => listInputs(lake, { signal }), signal);
  const active = await orFault(
    () => patiently(() => readActiveList(lake, objectsOf(inputs, 'advertiser_ids'), signal), signal),
    { ids: new Set<string>(), reports: [] },
  );
  const objects: LogObject[] = [];
  for (const log of EVENT_LOGS) {
    for (const object of await orFault(() => objectsOf(inputs, log), [])) objects.push({ log, object });
  }
  const events = await readEventObjects(lake, tasks, objects, options);
  const days = await addUpDays(lake, events.counts);
  const sum = (figure: 'rows' | 'accepted' | 'rejected') =>
    events.reports.reduce((total, one) => total + one[figure], 0);
  const reports = [...active.reports, ...events.reports];
  const ignored = addIgnored(events.reports.map((one) => one.ignored));
  return {
    lake: lake.url,
    objects: reports,
    sources: reportSources(inputs),
    faults,
    unread: reportUnread(inputs.unread),
    copies: await findCopies(lake, inputs, reports, signal),
    rows: {
      read: sum('rows'),
      accepted: sum('accepted'),
      rejected: sum('rejected'),
      ignored: sumIgnored(ignored),
      ignored_by_type: ignored,
    },
    rejected_fraction: sum('rows') === 0 ? null : sum('rejected') / sum('rows'),
    max_rejected_fraction: maxRejectedFraction,
    days,
    ...describeDays(days, events.reports, options),
    unusual_volumes: findUnusualVolumes(
      days.filter(({ date }) => date <= options.today),
      days[0]?.date ?? '',
    ),
    active_advertisers: active.ids.size,
    newest_publication: newest === undefined ? null : { date: newest.date, active_advertisers: newest.count },
    lost_advertisers:
      // A log without an object is reported as another fault.
      active.reports.length === 0
        ? null
        : (describeLostAdvertisers(active.ids.size, newest, minAdvertisersFraction) ?? null),
    ...(await assess(lake, tasks, events.counts, active.ids, signal)),
  };
}

/** Gaps in the calendar, and events outside of it. */
function describeDays(
  days: readonly DayVolume[],
  objects: readonly ObjectReport[],
  { startDate, today }: Pick<ReadLogsOptions, 'startDate' | 'today'>,
): Pick<DataReport, 'days_without_rows' | 'future_events' | 'events_before_start_date'> {
  const early = days.filter(({ date }) => date < startDate);
  const future = days.filter(({ date }) => date > today);
  const past = days.map(({ date }) => date).filter((date) => date <= today);
  const fromStart = past.filter((date) => date >= startDate);
  // If all logs are older than the calendar, gaps among their own days are reported.
  const inside = fromStart.length > 0 ? fromStart : past;
  const [first, last] = [inside[0], inside.at(-1)];
  const eventsOf = (some: readonly DayVolume[]) =>
    some.reduce((sum, { totals }) => sum + sumOfCounters(totals), 0);
  const keys = objects.filter(({ last_day: day }) => day !== null && day > today).map(({ key }) => key);
  return {
    days_without_rows:
      first === undefined || last === undefined
        ? []
        : daysFromTo(first, last).filter((day) => !inside.includes(day)),
    future_events: {
      count: eventsOf(future),
      newest_day: future.at(-1)?.date ?? null,
      objects: { count: keys.length, first: keys.slice(0, NAMED_IDS) },
    },
    events_before_start_date: {
      start_date: startDate,
      count: eventsOf(early),
      oldest_day: early[0]?.date ?? null,
    },
  };
}

/** Whether a run over these logs would fail. */
export function wouldFail(report: DataReport): boolean {
  const { faults, objects, max_rejected_fraction: limit } = report;
  const isAbove = (logs: readonly LogName[]) => {
    const own = objects.filter(({ log }) => logs.includes(log));
    const sum = (figure: 'rows' | 'rejected') => own.reduce((total, one) => total + one[figure], 0);
    return sum('rejected') > limit * sum('rows');
  };
  return (
    faults.length > 0 ||
    report.lost_advertisers !== null ||
    objects.some(({ fault }) => fault !== null) ||
    isAbove(EVENT_LOGS) ||
    isAbove(['advertiser_ids'])
  );
}
