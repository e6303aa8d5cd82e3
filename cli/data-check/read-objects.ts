import { readActiveAdvertisers } from '../../activities/active-advertisers';
import { countHere, countSetHere } from '../../counting/counts/count-here';
import { readObjectRows } from '../../counting/counts/object-rows';
import { formSets } from '../../counting/counts/object-sets';
import type { ObjectSet } from '../../counting/counts/object-sets';
import type { BadObject, LogCounts, ObjectCounts } from '../../counting/plan/counted-object';
import type { TaskRunner } from '../../counting/counts/task-runner';
import { LOG_COUNTERS, noEvents } from '../../domain/logs';
import type { Counter, LogName } from '../../domain/logs';
import { dayOf } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { mapConcurrently } from '../../domain/map-concurrently';
import type { Lake } from '../../storage/lake';
import type { InputObject, LogObject } from '../../logs/input-object';
import { readParquet } from '../../storage/parquet';
import { SHOWN_ROWS } from './report';
import type { ObjectReport, RejectedRow } from './report';
import type { Tasks } from '../../counting/threads/tasks';
import type { RejectReport } from '../../logs/rejects';
import { BadLogError } from '../../logs/bad-log';
import { describeHint } from '../../logs/sniff/describe-hint';
import type { RejectReason } from '../../domain/record-validation';

/** Most objects that are counted at the same time; the threads take turns with them. */
const OBJECTS_AT_ONCE = 16;

/** The progress of the reading. */
export interface ReadingProgress {
  readonly objects: number;
  readonly objectsRead: number;
  readonly bytes: number;
  readonly bytesRead: number;
}

/** Counts objects in threads; the report of an unreadable object has the fault and no counts. */
export async function readEventObjects(
  lake: Lake,
  tasks: TaskRunner<Tasks>,
  objects: readonly LogObject[],
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: ReadingProgress) => void },
): Promise<{ reports: ObjectReport[]; counts: LogCounts[] }> {
  const bytes = objects.reduce((sum, { object }) => sum + object.sizeBytes, 0);
  let bytesRead = 0;
  let objectsRead = 0;
  const tell = () => {
    options.onProgress({ objects: objects.length, objectsRead, bytes, bytesRead });
  };
  const { signal } = options;
  const { sets, others } = formSets(objects);
  const readAlone = async (one: LogObject): Promise<ReadObjects> => {
    const told = { bytesRead: 0 };
    const onBytes = (count: number) => {
      told.bytesRead += count;
      bytesRead += count;
      tell();
    };
    const read = await readEventObject(lake, tasks, one, { signal, onBytes });
    objectsRead += 1;
    // Bytes are reported in large portions; the rest is added at the end of the object.
    bytesRead += one.object.sizeBytes - told.bytesRead;
    tell();
    return read;
  };
  const readSet = async (set: ObjectSet): Promise<ReadObjects> => {
    const counts = await countSetHere(lake, tasks, set, signal);
    objectsRead += set.objects.length;
    bytesRead += set.sizeBytes;
    tell();
    return {
      reports: await Promise.all(counts.objects.map((one) => reportKnown(lake, one))),
      counts: [counts],
    };
  };
  const work = [...others.map((one) => () => readAlone(one)), ...sets.map((set) => () => readSet(set))];
  const found = await mapConcurrently(work, OBJECTS_AT_ONCE, (one) => one());
  const reports = new Map(found.flatMap((one) => one.reports).map((one) => [nameOf(one), one]));
  return {
    reports: objects.flatMap(({ log, object }) => reports.get(nameOf({ log, key: object.key })) ?? []),
    counts: found.flatMap(({ counts }) => counts),
  };
}

/** Objects that have been read, and the counts of those that could be. */
interface ReadObjects {
  readonly reports: readonly ObjectReport[];
  readonly counts: readonly LogCounts[];
}

/** Several logs may read one object. */
function nameOf({ log, key }: Pick<ObjectReport, 'log' | 'key'>): string {
  return `${log} ${key}`;
}

/** Reads the active list from its objects. @throws BadLogError when one cannot be read. */
export async function readActiveList(
  lake: Lake,
  listed: readonly InputObject[],
  signal: AbortSignal,
): Promise<{ ids: ReadonlySet<string>; reports: ObjectReport[] }> {
  const { ids, objects } = await readActiveAdvertisers(lake, { signal, listed });
  const reports = objects.map(({ object, records, ...rejects }) => ({
    ...emptyReport('advertiser_ids', object),
    rows: records,
    accepted: records - rejects.rejected,
    ...reportRejects(rejects),
  }));
  return { ids, reports };
}

/** The report of an unreadable object. @throws every other error unchanged. */
function faultOf(error: unknown, log: LogName, object: InputObject): ObjectReport {
  if (!(error instanceof BadLogError)) throw error;
  const { fault, line } = error;
  return {
    ...emptyReport(log, object),
    fault: line === undefined ? fault : `line ${String(line)}: ${fault}`,
  };
}

/** The events of each day in all objects, oldest day first. */
export async function addUpDays(
  lake: Lake,
  objects: readonly Pick<ObjectCounts, 'log' | 'parts' | 'inline'>[],
): Promise<{ date: CalendarDay; totals: Record<Counter, number> }[]> {
  const byDay = new Map<number, Record<Counter, number>>();
  for (const one of objects) {
    const { log } = one;
    for await (const { rows } of readObjectRows(lake, one)) {
      const { day, counters } = rows;
      day.forEach((one, row) => {
        let totals = byDay.get(one);
        if (totals === undefined) byDay.set(one, (totals = noEvents()));
        for (const [c, name] of LOG_COUNTERS[log].entries()) totals[name] += counters[c]?.[row] ?? 0;
      });
    }
  }
  return [...byDay].sort(([a], [b]) => a - b).map(([day, totals]) => ({ date: dayOf(day), totals }));
}

async function readEventObject(
  lake: Lake,
  tasks: TaskRunner<Tasks>,
  one: LogObject,
  options: { readonly signal: AbortSignal; readonly onBytes: (count: number) => void },
): Promise<ReadObjects> {
  try {
    const counts = await countHere(tasks, one, options);
    return { reports: [await reportCounts(lake, counts)], counts: [counts] };
  } catch (error) {
    return { reports: [faultOf(error, one.log, one.object)], counts: [] };
  }
}

function reportKnown(lake: Lake, one: ObjectCounts | BadObject): Promise<ObjectReport> {
  if (!('fault' in one)) return reportCounts(lake, one);
  const { text, line } = one.fault;
  const error = new BadLogError(one.object.key, text, line ?? undefined);
  return Promise.resolve(faultOf(error, one.log, one.object));
}

async function reportCounts(lake: Lake, counts: ObjectCounts): Promise<ObjectReport> {
  const { log, object, records, accepted, ignored = {}, firstDay, lastDay, rejectedRows } = counts;
  const listed = rejectedRows === null ? [] : await readParquet<RejectedRow>(lake, rejectedRows);
  return {
    ...emptyReport(log, object),
    rows: records,
    accepted,
    ...reportRejects({ ...counts, listed }),
    ignored,
    first_day: firstDay,
    last_day: lastDay,
  };
}

function reportRejects({ rejected, rejects, listed }: Pick<RejectReport, 'rejected' | 'rejects' | 'listed'>) {
  const shown = new Map<string, number>();
  const first = listed.filter(({ reason }) => {
    const count = (shown.get(reason) ?? 0) + 1;
    shown.set(reason, count);
    return count <= SHOWN_ROWS;
  });
  return { rejected, rejects, first_rejects: first, hints: hintsOn(listed) };
}

function hintsOn(listed: RejectReport['listed']): ObjectReport['hints'] {
  const hints: Partial<Record<RejectReason, string>> = {};
  for (const reason of new Set(listed.map((row) => row.reason))) {
    const own = listed.filter((row) => row.reason === reason).map(({ text }) => text);
    const hint = describeHint(reason, own);
    if (hint !== undefined) hints[reason] = hint;
  }
  return hints;
}

function emptyReport(log: LogName, { key, sizeBytes, source }: InputObject): ObjectReport {
  return {
    log,
    key,
    size_bytes: sizeBytes,
    entry: source?.entry.at ?? null,
    rows: 0,
    accepted: 0,
    rejected: 0,
    rejects: {},
    ignored: {},
    first_rejects: [],
    hints: {},
    first_day: null,
    last_day: null,
    fault: null,
  };
}
