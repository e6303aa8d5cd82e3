import { findObjectCounts } from '../../../counting/counts/object-counts';
import type {
  BadObject,
  CountedRecords,
  CountsPart,
  ObjectCounts,
  ObjectFault,
} from '../../../counting/plan/counted-object';
import { finishObject, openObject } from '../../../counting/counts/count-object';
import { countRange } from '../../../counting/counts/count-range';
import { readCountRows, readPartProducts } from '../../../counting/counts/counts-files';
import { fromInline } from '../../../counting/counts/inline-counts';
import type { ProductRows } from '../../../counting/counts/inline-counts';
import { mergeShard } from '../../../counting/counts/merge-parts';
import { chainRanges } from '../../../counting/plan/range-chain';
import { mergeInShards } from '../../../counting/plan/merge-plan';
import type { EventLogName } from '../../../domain/logs';
import { productsOf } from './count-tables';
import type { Lake } from '../../../storage/lake';
import type { StepAttempt } from '../../../storage/lake-keys';
import type { LogObject } from '../../../logs/input-object';
import { readParquet } from '../../../storage/parquet';
import { scanOf } from '../../../counting/scan/scans';
import type { Reject } from '../../../logs/rejects';
import { BadLogError } from '../../../logs/bad-log';
import type { LogHeader } from '../../../logs/formats/log-format';

/** All that the counting of an object says, its files read. */
export interface Counted extends Omit<
  ObjectCounts,
  'log' | 'object' | 'parts' | 'rejectedRows' | 'firstDay' | 'lastDay'
> {
  readonly days: readonly [first: string | null, last: string | null];
  readonly listed: readonly Reject[];
  /** By advertiser, product and day since 1970-01-01, as JSON: the counters in their order. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

/** What came of counting an object. */
export type Outcome = Counted | { readonly fault: ObjectFault };

/** An attempt of a step, as the activities name it. */
export function attemptOf(step: string): StepAttempt {
  return { runId: 'test', step, attempt: 1 };
}

/** The counts in these files, added up. */
export async function readCounts(
  lake: Lake,
  log: EventLogName,
  parts: readonly CountsPart[],
): Promise<Counted['counts']> {
  const tables: ProductRows[] = [];
  for (const part of parts) {
    const products = await readPartProducts(lake, part);
    tables.push({ products, rows: await readCountRows(lake, log, part) });
  }
  return addUp(tables);
}

function addUp(tables: readonly ProductRows[]): Counted['counts'] {
  const counts: Record<string, number[]> = {};
  for (const { products, rows } of tables) {
    const { advertiserIds, productIds } = productsOf(products);
    rows.day.forEach((day, i) => {
      const product = rows.product[i]!;
      const sums = (counts[JSON.stringify([advertiserIds[product], productIds[product], day])] ??=
        rows.counters.map(() => 0));
      rows.counters.forEach((counter, c) => (sums[c] = sums[c]! + counter[i]!));
    });
  }
  return counts;
}

/** Reads what counting an object has written. */
export async function describeCounts(lake: Lake, counted: ObjectCounts): Promise<Counted> {
  const described = await describeRange(lake, counted.log, counted);
  if (counted.inline === undefined) return described;
  return { ...described, counts: addUp([fromInline(counted.inline)]) };
}

/** Reads the files that counting a range has written. */
export async function describeRange(
  lake: Lake,
  log: EventLogName,
  counted: CountedRecords & { readonly parts: readonly CountsPart[] },
): Promise<Counted> {
  const { records, accepted, rejected, rejects, firstLines, firstDay, lastDay } = counted;
  return {
    records,
    accepted,
    rejected,
    rejects,
    firstLines,
    days: [firstDay, lastDay],
    listed: counted.rejectedRows === null ? [] : await readParquet<Reject>(lake, counted.rejectedRows),
    counts: await readCounts(lake, log, counted.parts),
  };
}

/** Counts an object as one range, whatever its size. */
export async function countAtOnce(lake: Lake, { log, object }: LogObject): Promise<Outcome> {
  return outcomeOf(lake, async () => {
    const opened = await openObject(lake, { log, object, owner: attemptOf('open') });
    if ('plan' in opened) throw new Error(`${object.key} is too large for one range`);
    return opened.counted;
  });
}

/** What an object says of itself before its first record, or why it is not of its log. */
export async function headerOf(
  lake: Lake,
  logObject: LogObject,
): Promise<LogHeader | { readonly fault: ObjectFault }> {
  try {
    const { split } = scanOf(logObject.object);
    if (split === undefined) throw new Error(`${logObject.object.key} is not counted in ranges`);
    return await split.readHeader(lake, logObject, {});
  } catch (error) {
    return faultOf(error);
  }
}

/**
 * Counts an object in ranges that meet at the given bytes, step by step as the workflow does.
 * @param onRecount told of each range whose guess of where its first record begins was wrong.
 */
export async function countInRanges(
  lake: Lake,
  { log, object }: LogObject,
  header: LogHeader,
  borders: readonly number[],
  onRecount: (index: number) => void = () => undefined,
): Promise<Outcome> {
  const { layout, endsAt, lines: headerLines } = header;
  const ends = [...borders, object.sizeBytes];
  const ranges = ends.map((end, i) => ({ start: ends[i - 1] ?? endsAt, end }));
  const count = (index: number, from?: number) => {
    const range = { start: from ?? ranges[index]!.start, end: ranges[index]!.end };
    const owner = attemptOf(`range-${String(range.start)}`);
    const startsAtRecord = index === 0 || from !== undefined;
    return countRange(lake, { log, object, owner, layout, range, startsAtRecord });
  };
  const counted = [];
  for (const index of ranges.keys()) counted.push(await count(index));
  const chain = await chainRanges({ ranges, headerLines }, counted, (index, from) => {
    onRecount(index);
    return count(index, from);
  });
  if ('fault' in chain) return { fault: chain.fault };
  const parts = chain.ranges.flatMap((range) => range.parts);
  const merged = await mergeInShards(parts, (shards) =>
    Promise.all(
      shards.map((shard) =>
        mergeShard(lake, { log, object, parts, shard, owner: attemptOf(`merge-${String(shard.shard)}`) }),
      ),
    ),
  );
  return outcomeOf(lake, () =>
    finishObject(lake, {
      log,
      object,
      owner: attemptOf('finish'),
      headerLines,
      ranges: chain.ranges.map((range) => ({ ...range, parts: [] })),
      parts: merged,
    }),
  );
}

/** What has been made known of an object. */
export async function recordedCounts(
  lake: Lake,
  { object }: LogObject,
): Promise<ObjectCounts | BadObject | undefined> {
  return findObjectCounts(lake, object);
}

async function outcomeOf(lake: Lake, work: () => Promise<ObjectCounts>): Promise<Outcome> {
  let counted: ObjectCounts;
  try {
    counted = await work();
  } catch (error) {
    return faultOf(error);
  }
  return describeCounts(lake, counted);
}

function faultOf(error: unknown): { readonly fault: ObjectFault } {
  if (!(error instanceof BadLogError)) throw error;
  return { fault: { text: error.fault, line: error.line ?? null } };
}
