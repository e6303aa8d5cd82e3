import type { Lake } from '../../storage/lake';
import { countsFileKey } from '../../storage/lake-keys';
import { loadParquetEncoder } from '../../storage/parquet';
import { encodeCounts, writeCountsPart, writeRejects } from './counts-files';
import type { EncodedCounts } from './counts-files';
import type { CountsPart, RangeCounts, RangeInput } from '../plan/counted-object';
import type { LogObject } from '../../logs/input-object';
import { foundRows } from '../plan/counted-object';
import { WHOLE } from '../plan/shards';
import { DaySpan } from './day-span';
import { mergeParts } from './merge-parts';
import type { TaskHooks } from './task-runner';
import type { Owned } from './merge-parts';
import { scanOf } from '../scan/scans';
import type { CountSink, LogScan, ScanReport } from '../scan/log-scan';

/** Bytes between two reports of progress. */
const PROGRESS_BYTES = 16 * 1024 * 1024;

/**
 * Counts a whole object, in one go.
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
export async function countWhole(
  lake: Lake,
  input: Owned<LogObject>,
  hooks: TaskHooks = {},
  scan: LogScan = scanOf(input.object),
): Promise<RangeCounts> {
  const sink = await createFileSink(lake, input);
  const options = progressOptions(input.object.sizeBytes, hooks);
  const report = await scan.scanWhole(lake, input, sink, options);
  return { ...(await sink.finish(report)), startedAt: 0 };
}

/**
 * Counts the records that begin in a range. Whether it started at a record shows when the range before has been counted
 * as well.
 *
 * @throws LakeObjectChangedError
 */
export async function countRange(lake: Lake, input: RangeInput, hooks: TaskHooks = {}): Promise<RangeCounts> {
  const { split } = scanOf(input.object);
  if (split === undefined) throw new Error(`${input.object.key}: its format is not counted in ranges`);
  const { range, startsAtRecord } = input;
  const sink = await createFileSink(lake, input);
  const bytes = range.end - range.start + (startsAtRecord ? 0 : 1);
  const scanned = await split.scanSplit(lake, input, sink, progressOptions(bytes, hooks));
  const { startedAt } = scanned;
  if ('fault' in scanned) return { ...NOTHING, startedAt, endedAt: startedAt, fault: scanned.fault };
  return { ...(await sink.finish(scanned.report)), startedAt };
}

const NOTHING = {
  records: 0,
  accepted: 0,
  rejected: 0,
  rejects: {},
  firstLines: {},
  rejectedRows: null,
  firstDay: null,
  lastDay: null,
  lines: 0,
  parts: [],
} as const;

interface FileSink extends CountSink {
  /** Writes what is left, and the rejects; merges the parts. */
  finish(report: ScanReport): Promise<Omit<RangeCounts, 'startedAt'>>;
}

/** A sink that writes each batch as a part of the object's counts. */
async function createFileSink(lake: Lake, { log, object, owner }: Owned<LogObject>): Promise<FileSink> {
  const encode = await loadParquetEncoder();
  const waiting: EncodedCounts[] = [];
  const parts: CountsPart[] = [];
  const days = new DaySpan();
  const flush = async () => {
    for (const encoded of waiting.splice(0)) {
      const keyOf = (kind: string) => countsFileKey(object, owner, `${kind}-${String(parts.length)}`);
      parts.push(await writeCountsPart(lake, keyOf, encoded, WHOLE));
    }
  };
  return {
    add: (table) => {
      days.include(table.rows.day);
      waiting.push(encodeCounts(encode, log, table));
    },
    flush,
    finish: async ({ listed, accepted, events, ignored, ...report }) => {
      await flush();
      const rejectedRows = await writeRejects(lake, object, owner, listed);
      return {
        ...report,
        ...foundRows({ accepted, events, ignored }),
        ...days.ends,
        rejectedRows,
        parts: await mergeParts(lake, { log, object, owner }, parts),
      };
    },
  };
}

function progressOptions(bytesTotal: number, { signal, onProgress }: TaskHooks) {
  let bytesRead = 0;
  let reported = 0;
  return {
    ...(signal === undefined ? {} : { signal }),
    onBytes: (count: number) => {
      bytesRead += count;
      if (bytesRead - reported < PROGRESS_BYTES) return;
      reported = bytesRead;
      onProgress?.({ bytes_read: bytesRead, bytes_total: bytesTotal });
    },
  };
}
