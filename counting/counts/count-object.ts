import type { Lake } from '../../storage/lake';
import { readParquet } from '../../storage/parquet';
import { countWhole } from './count-range';
import type {
  BadObject,
  CountedRecords,
  CountingPlan,
  CountsPart,
  ObjectCounts,
  RangeCounts,
} from '../plan/counted-object';
import type { TaskHooks } from './task-runner';
import { writeRejects } from './counts-files';
import { findObjectCounts, recordObjectCounts } from './object-counts';
import type { LogObject } from '../../logs/input-object';
import { scanOf } from '../scan/scans';
import type { Owned } from './merge-parts';
import { BadLogError } from '../../logs/bad-log';
import { addRejects, LISTED_REJECTS } from '../../logs/rejects';
import { foundRows } from '../plan/counted-object';
import { addIgnored, sumIgnored } from '../../domain/ignored-counts';
import { zoneDataOf } from '../../logs/zone-data';
import type { Reject } from '../../logs/rejects';

/**
 * Counts an object of one range, unless that has been done; tells the ranges of a larger one.
 *
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
export async function openObject(
  lake: Lake,
  { log, object, owner }: Owned<LogObject>,
  hooks: TaskHooks = {},
): Promise<{ counted: ObjectCounts } | { plan: CountingPlan }> {
  const known = await findObjectCounts(lake, object, hooks);
  if (known !== undefined) return { counted: assertReadable(known) };
  try {
    return await countOrPlan(lake, { log, object, owner }, hooks);
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    return refuseObject(lake, { log, object, fault: { text: error.fault, line: error.line ?? null } });
  }
}

/** @throws BadLogError when the object is known to be unreadable. */
export function assertReadable(known: ObjectCounts | BadObject): ObjectCounts {
  if (!('fault' in known)) return known;
  throw new BadLogError(known.object.key, known.fault.text, known.fault.line ?? undefined);
}

/** Records that an object cannot be read, so that it is not tried again. @throws BadLogError always. */
export async function refuseObject(lake: Lake, bad: BadObject): Promise<never> {
  await recordObjectCounts(lake, bad);
  throw new BadLogError(bad.object.key, bad.fault.text, bad.fault.line ?? undefined);
}

async function countOrPlan(
  lake: Lake,
  { log, object, owner }: Owned<LogObject>,
  hooks: TaskHooks,
): Promise<{ counted: ObjectCounts } | { plan: CountingPlan }> {
  const { split } = scanOf(object);
  const ranges = split?.rangesOf(object) ?? [];
  if (split !== undefined && ranges.length > 1) {
    const { layout, endsAt, lines } = await split.readHeader(lake, { log, object }, hooks);
    const [first, ...rest] = ranges;
    return {
      plan: { layout, headerLines: lines, ranges: [{ start: endsAt, end: first?.end ?? endsAt }, ...rest] },
    };
  }
  const counted = await countWhole(lake, { log, object, owner }, hooks);
  return {
    counted: await finishObject(lake, {
      log,
      object,
      owner,
      headerLines: 0,
      ranges: [counted],
      parts: counted.parts,
    }),
  };
}

/** Puts together what the ranges of an object found, in their order, and makes it known. */
export async function finishObject(
  lake: Lake,
  {
    log,
    object,
    owner,
    headerLines,
    ranges,
    parts,
  }: Owned<LogObject> & {
    readonly headerLines: number;
    readonly ranges: readonly RangeCounts[];
    readonly parts: readonly CountsPart[];
  },
): Promise<ObjectCounts> {
  const sum = (countOf: (range: CountedRecords) => number) =>
    ranges.reduce((total, one) => total + countOf(one), 0);
  const ignored = addIgnored(ranges.map((range) => range.ignored ?? {}));
  const events = sum((range) => range.events ?? range.accepted);
  const firstLines: ObjectCounts['firstLines'] = {};
  const listed: Reject[] = [];
  let linesBefore = headerLines;
  for (const range of ranges) {
    for (const [reason, line] of Object.entries(range.firstLines)) {
      firstLines[reason as keyof typeof firstLines] ??= line + linesBefore;
    }
    if (range.rejectedRows !== null && listed.length < LISTED_REJECTS) {
      for (const reject of await readParquet<Reject>(lake, range.rejectedRows)) {
        listed.push({ ...reject, line: reject.line + linesBefore });
      }
    }
    linesBefore += range.lines;
  }
  const days = ranges.flatMap(({ firstDay, lastDay }) => [firstDay ?? [], lastDay ?? []].flat()).sort();
  const [only] = ranges;
  const counts: ObjectCounts = {
    log,
    object,
    records: sum(({ records }) => records),
    ...foundRows({ accepted: sum(({ accepted }) => accepted), events, ignored }),
    rejected: sum(({ rejected }) => rejected),
    rejects: addRejects(ranges.map(({ rejects }) => rejects)),
    firstLines,
    rejectedRows:
      // A range that starts the object has the object's line numbers.
      ranges.length === 1 && only !== undefined && headerLines === 0
        ? only.rejectedRows
        : await writeRejects(lake, object, owner, listed.slice(0, LISTED_REJECTS)),
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
    ...zoneDataOf(object),
    parts,
  };
  // In ranges, the last one has come to the end of the bytes; a compressed object has more of them than it says.
  const last = ranges.at(-1);
  if ((headerLines > 0 || ranges.length > 1) && last?.endedAt !== object.sizeBytes) {
    throw new Error(`${object.key}: counted to byte ${String(last?.endedAt)} of ${String(object.sizeBytes)}`);
  }
  assertNothingLost(
    counts,
    parts.reduce((total, part) => total + part.events, 0),
  );
  await recordObjectCounts(lake, counts);
  return counts;
}

/** @throws Error when not every row of an object was counted, rejected or ignored. @param counted events in its counts. */
export function assertNothingLost(counts: ObjectCounts, counted: number): void {
  const { object, records, accepted, events = accepted, ignored = {}, rejected } = counts;
  if (counted !== events || accepted + rejected + sumIgnored(ignored) !== records)
    throw new Error(`${object.key}: rows were lost while counting`);
}
