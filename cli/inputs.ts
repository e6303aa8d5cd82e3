import { findKnownCounts } from '../counting/counts/known-counts';
import type { BadObject, ObjectCounts } from '../counting/plan/counted-object';
import type { PublishedInputs } from '../db/date-records';
import type { CalendarDay } from '../domain/execution-date';
import { EVENT_LOGS } from '../domain/logs';
import type { LogName } from '../domain/logs';
import { inputId } from '../domain/run-inputs';
import type { CurrentInput } from '../domain/run-inputs';
import type { InputObject, LogObject } from '../logs/input-object';
import type { LakeInputs } from '../logs/list-inputs';
import type { Lake } from '../storage/lake';

/** An object that a run would read now, with its days if known. */
export interface LakeInput extends CurrentInput {
  readonly log: LogName;
  readonly sizeBytes: number;
  /** The last day of its events; null or undefined like `firstDay`. */
  readonly lastDay: CalendarDay | null | undefined;
  /** The version of the zone data by which its days were found; undefined where none matters or is known. */
  readonly zoneData: string | undefined;
  /** Whether it has been counted; the active list is never counted. */
  readonly counted: boolean;
  /** Why it cannot be read, if known. */
  readonly fault: string | undefined;
}

type KnownDays = Pick<LakeInput, 'firstDay' | 'lastDay' | 'zoneData'>;

/** Every object that a run would read now; its days are from a run that has read it, or else from its counts. */
export async function describeInputs(
  lake: Lake,
  { objects }: LakeInputs,
  published: readonly PublishedInputs[],
): Promise<LakeInput[]> {
  const known = new Map<string, KnownDays>();
  for (const chunk of new Set(published.flatMap(({ inputs }) => inputs))) {
    for (const input of chunk) {
      known.set(inputId(input), {
        firstDay: input.first_day,
        lastDay: input.last_day,
        zoneData: input.zone_data,
      });
    }
  }
  const readOf = ({ object }: Pick<LogObject, 'object'>) =>
    known.get(inputId({ ...object, source: object.source?.hash }));
  const events = EVENT_LOGS.flatMap((log) => objects[log].map((object) => ({ log, object })));
  const counts = await findKnownCounts(lake, events, (one) => readOf(one) === undefined);
  return [
    ...objects.advertiser_ids.map((object) => describeInput('advertiser_ids', object, undefined, undefined)),
    ...events.map(({ log, object }, i) => describeInput(log, object, readOf({ object }), counts[i])),
  ];
}

function describeInput(
  log: LogName,
  object: InputObject,
  read: KnownDays | undefined,
  counts: ObjectCounts | BadObject | undefined,
): LakeInput {
  const { key, etag, sizeBytes } = object;
  const unknown = { firstDay: undefined, lastDay: undefined, zoneData: undefined };
  const input = { log, key, etag, sizeBytes, source: object.source?.hash, fault: undefined, ...unknown };
  if (log === 'advertiser_ids') return { ...input, counted: false };
  if (read !== undefined) return { ...input, ...read, counted: true };
  if (counts === undefined) return { ...input, counted: false };
  if (!('fault' in counts)) {
    const { firstDay, lastDay, zoneData } = counts;
    return { ...input, firstDay, lastDay, zoneData, counted: true };
  }
  const { text, line } = counts.fault;
  const fault = line === null ? text : `line ${String(line)}: ${text}`;
  return { ...input, counted: true, fault };
}
